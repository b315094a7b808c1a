import { type DatabaseEngine, DatabaseReadOnly } from '../port.ts';
import { createAnalytics } from './analytics/createAnalytics.ts';
import type { SqlConnection } from './connection.ts';
import { createEventStore } from './createEventStore.ts';
import { createExports } from './createExports.ts';
import { createHistory } from './createHistory.ts';
import { createOperations } from './createOperations.ts';
import { createReads } from './createReads.ts';
import { createStageChanges } from './createStageChanges.ts';
import { createStatements } from './createStatements.ts';
import { createTrackingEvidence } from './createTrackingEvidence.ts';
import { DEFAULT_ROLE, installSchema, type OnMigration } from './installSchema.ts';
import type { DatabaseUse } from './productionMark.ts';

/**
 * The engine over any PostgreSQL driver. All logic is in `sql/functions`; here each call of a port is one statement
 * that enters its tenant. The connecting role installs the schema; everything else runs as `role`, which sees only the
 * rows of the entered tenant.
 */
export async function createSqlEngine(
  connection: SqlConnection,
  about: Pick<DatabaseEngine, 'kind' | 'durability' | 'folder'>,
  {
    role = DEFAULT_ROLE,
    use,
    onMigration,
  }: { role?: string; use?: DatabaseUse | undefined; onMigration?: OnMigration | undefined } = {},
): Promise<DatabaseEngine> {
  const rowSecurity = await installSchema(connection, role, use, onMigration);
  if (rowSecurity.isOn) await connection.assumeRole(role);
  const statements = createStatements(connection, rowSecurity);
  return {
    ...about,
    rowSecurity,
    ...createEventStore(statements),
    ...createReads(statements),
    ...createStageChanges(statements),
    operations: {
      ...createOperations(statements, createAnalytics(connection.readOnce)),
      ...createExports(statements),
      history: createHistory(statements, connection.readOnce),
      checks: createTrackingEvidence(connection.readOnce),
    },
    // One that only reads cannot do what a server is for.
    async ping() {
      const { is_read_only } = await statements.one(
        `select current_setting('transaction_read_only') = 'on' as is_read_only`,
      );
      if (is_read_only === true) throw new DatabaseReadOnly();
    },
    close: () => connection.close(),
  };
}
