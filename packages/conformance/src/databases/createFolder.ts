import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';

const made: string[] = [];
// Registered when a test file imports this one. Hooks end in the reverse order, so those of the file come first.
afterAll(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

/**
 * Makes a folder with a PGlite that has the schema, as a server that was stopped leaves it, for a command to start on:
 * in an empty folder it would install the schema first. It is gone after the test file.
 */
export function createFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'onevault-folder-'));
  made.push(path);
  // The archive's paths begin with a slash, which some tars mention.
  const dataDir = join(path, 'pgdata');
  mkdirSync(dataDir);
  execFileSync('tar', ['-xf', inject('pgliteFiles'), '-C', dataDir], { stdio: 'ignore' });
  return path;
}
