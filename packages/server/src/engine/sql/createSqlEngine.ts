import type { DatabaseEngine } from '../port.ts';
import type { SqlConnection } from './connection.ts';
import { createEventStore } from './createEventStore.ts';
import { createOperations } from './createOperations.ts';
import { createReads } from './createReads.ts';
import { createStatements } from './createStatements.ts';
import { DEFAULT_ROLE, installSchema } from './installSchema.ts';

/**
 * The engine over any PostgreSQL driver. All logic is in `sql/functions`; here each call of a port is one statement
 * that enters its tenant. The connecting role installs the schema; everything else runs as `role`, which sees only the
 * rows of the entered tenant.
 */
export async function createSqlEngine(
  connection: SqlConnection,
  about: Pick<DatabaseEngine, 'kind' | 'durability'>,
  { role = DEFAULT_ROLE }: { role?: string } = {},
): Promise<DatabaseEngine> {
  const rowSecurity = await installSchema(connection, role);
  if (rowSecurity.isOn) await connection.assumeRole(role);
  const statements = createStatements(connection, rowSecurity);
  return {
    ...about,
    rowSecurity,
    ...createEventStore(statements),
    ...createReads(statements),
    operations: createOperations(statements),
    ping: async () => void (await statements.rows('select 1')),
    close: () => connection.close(),
  };
}
