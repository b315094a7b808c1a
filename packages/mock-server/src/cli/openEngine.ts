import type { Engine } from '../engine/port.ts';
import type { Database } from './readOptions.ts';
import { StartError } from './startError.ts';

/** Opens the database; each engine is loaded only when it is wanted, so that memory starts in milliseconds. */
export async function openEngine(database: Database): Promise<Engine> {
  if (database.kind === 'memory') {
    const { createMemoryEngine } = await import('../engine/memory/createMemoryEngine.ts');
    return createMemoryEngine();
  }
  throw new StartError('[OneVault] Failed to open the database: not there yet. Try --database memory.');
}

/** For people, without a password: `memory`, `pglite, .onevault`, `postgres, localhost:5432/shop`. */
export function describeDatabase(database: Database): string {
  if (database.kind === 'memory') return 'memory';
  if (database.kind === 'pglite') return `pglite, ${database.dataDir}`;
  const { host, pathname } = new URL(database.url);
  return `postgres, ${host}${pathname}`;
}
