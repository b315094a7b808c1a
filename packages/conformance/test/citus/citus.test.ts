import { distribute } from '@onevault/server/internal/cli/commands/distribute';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import pg from 'pg';
import { beforeAll, describe } from 'vitest';
import { skipUnless } from '../../../../scripts/skipUnless.ts';
import { describeEngine } from '../../src/suites/describeEngine.ts';
import { createFaultyPostgresEngine } from '../../src/suites/sqlFault.ts';
import { createTestTerminal } from '../cli/createTestTerminal.ts';

/** The url of a Citus coordinator, with a database only for this test: it drops all our schemas there. */
const url = process.env.CITUS_URL;

describe('on Citus', skipUnless(url, 'CITUS_URL is not set, so nothing ran on a real Citus'), () => {
  const given = url ?? '';
  beforeAll(async () => {
    const client = new pg.Client({ connectionString: given });
    await client.connect();
    await client.query('drop schema if exists util, auth, raw, staging, business, read, api, audit cascade');
    await client.end();
    await distribute(['--database', given], {}, createTestTerminal().terminal);
  }, 600_000);

  describeEngine(
    'citus',
    () => createPostgresEngine({ url: given }),
    () => createFaultyPostgresEngine(given),
    { hasRowSecurity: false },
  );
});
