import { type DatabaseEngine, EngineUnavailable } from '../engine/port.ts';
import type { DatabaseUse } from '../engine/sql/productionMark.ts';
import { adviseRole } from './adviseRole.ts';
import type { Database } from './readDatabase.ts';
import { StartError } from './startError.ts';
import type { Terminal } from './terminal.ts';
import { toDatabaseFailure } from './toDatabaseFailure.ts';

// A start that takes longer fails with a message, so that the operator learns about it.
const TIMEOUT_MS = 9_000;

/**
 * Opens the database, and tells the terminal of each migration. Loads only the engine it needs. Throws a `StartError`
 * that says what is wrong with it.
 */
export async function openEngine(
  database: Database,
  terminal: Pick<Terminal, 'error'>,
  use?: DatabaseUse,
): Promise<DatabaseEngine> {
  // Has no time limit: a server that gives up would do the same again at its next start.
  const migrating = new AbortController();
  const onMigration = (name: string): void => {
    terminal.error(
      `[OneVault] Changing the database for this version: ${name}. It takes minutes if there are millions of events, and all of it is undone if it is stopped.`,
    );
    migrating.abort();
  };
  try {
    if (database.kind === 'pglite') {
      const { createPgliteEngine } = await import('../engine/pglite/createPgliteEngine.ts');
      return await createPgliteEngine({ folder: database.folder, use, onMigration });
    }
    const { createPostgresEngine } = await import('../engine/postgres/createPostgresEngine.ts');
    const { url, role } = database;
    const opening = createPostgresEngine({ url, use, onMigration, ...(role !== undefined && { role }) });
    const engine = await withinTime(opening, migrating.signal);
    // A named role must work, or the start fails. The default role is used only where it is possible.
    if (role === undefined || engine.rowSecurity?.isOn !== false) return engine;
    await engine.close();
    throw new StartError(
      `[OneVault] Failed to work as the role ${role}: ${engine.rowSecurity.reason}.${adviseRole(engine.rowSecurity.reason, true)}`,
    );
  } catch (error) {
    throw toDatabaseFailure(error, database);
  }
}

function withinTime(opening: Promise<DatabaseEngine>, isPatient: AbortSignal): Promise<DatabaseEngine> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new EngineUnavailable(`it did not answer within ${TIMEOUT_MS / 1000} s`)),
      TIMEOUT_MS,
    );
    isPatient.addEventListener('abort', () => clearTimeout(timer));
    opening.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
