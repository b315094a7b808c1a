import type { DatabaseEngine } from '../engine/port.ts';
import { openEngine } from './openEngine.ts';
import { type Database, describeDatabase } from './readDatabase.ts';
import type { Terminal } from './terminal.ts';
import { toDatabaseFailure } from './toDatabaseFailure.ts';

/** Says which database it is, opens it, does `work`, and closes it. */
export async function withEngine<T>(
  database: Database,
  terminal: Terminal,
  work: (engine: DatabaseEngine) => Promise<T>,
): Promise<T> {
  nameDatabase(database, terminal);
  const engine = await openEngine(database, terminal);
  try {
    return await work(engine);
  } catch (error) {
    throw toDatabaseFailure(error, database, 'use the database');
  } finally {
    await engine.close();
  }
}

/** On stderr: stdout is for the result. */
export function nameDatabase(database: Database, terminal: Terminal): void {
  terminal.error(`Database: ${describeDatabase(database)}`);
}
