import { distribute } from '@onevault/server/internal/cli/commands/distribute';
import { SCHEMAS } from '@onevault/server/internal/engine/sql/schemas';
import pg from 'pg';
import { createTestTerminal } from '../cli/createTestTerminal.ts';

/** Drops all our schemas in the database of a coordinator, installs them again and distributes them. */
export async function prepareCitus(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`drop schema if exists ${SCHEMAS.join(', ')} cascade`);
  await client.end();
  await distribute(['--database', url], {}, createTestTerminal().terminal);
}
