import { openEngine } from '@onevault/server/internal/cli/openEngine';
import { type Database, describeDatabase, readDatabase } from '@onevault/server/internal/cli/readDatabase';
import type { Terminal } from '@onevault/server/internal/cli/terminal';
import type { Engine } from '@onevault/server/internal/engine/port';

/** A server's database, or memory. */
export type MockDatabase = Database | { kind: 'memory' };

/** The flag, else DATABASE_URL, else the folder `.onevault`. */
export function readMockDatabase(
  flag: string | undefined,
  env: Record<string, string | undefined>,
  role?: string,
): MockDatabase {
  const text = flag ?? env.DATABASE_URL;
  return text === 'memory' ? { kind: 'memory' } : readDatabase(flag, env, role);
}

/** Names the database for people, without a password. */
export function describeMockDatabase(database: MockDatabase): string {
  return database.kind === 'memory' ? 'memory' : describeDatabase(database);
}

/** Undefined for memory: the kit makes that engine itself, with its own clock. */
export async function openMockDatabase(
  database: MockDatabase,
  terminal: Pick<Terminal, 'error'>,
): Promise<Engine | undefined> {
  return database.kind === 'memory' ? undefined : openEngine(database, terminal, 'test');
}
