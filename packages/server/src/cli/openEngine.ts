import { type DatabaseEngine, EngineUnavailable } from '../engine/port.ts';
import type { DatabaseUse } from '../engine/sql/productionMark.ts';
import { adviseRole } from './adviseRole.ts';
import type { Database } from './readDatabase.ts';
import { StartError } from './startError.ts';
import { toDatabaseFailure } from './toDatabaseFailure.ts';

// A start that takes longer fails with a message, so that the operator learns about it.
const TIMEOUT_MS = 9_000;

/** Opens the database. Loads only the engine it needs. Throws a `StartError` that says what is wrong with it. */
export async function openEngine(database: Database, use?: DatabaseUse): Promise<DatabaseEngine> {
  try {
    if (database.kind === 'pglite') {
      const { createPgliteEngine } = await import('../engine/pglite/createPgliteEngine.ts');
      return await createPgliteEngine({ folder: database.folder, use });
    }
    const { createPostgresEngine } = await import('../engine/postgres/createPostgresEngine.ts');
    const { url, role } = database;
    const engine = await withinTime(createPostgresEngine({ url, use, ...(role !== undefined && { role }) }));
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

function withinTime(opening: Promise<DatabaseEngine>): Promise<DatabaseEngine> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new EngineUnavailable(`it did not answer within ${TIMEOUT_MS / 1000} s`)),
      TIMEOUT_MS,
    );
    opening.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
