import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

// PostgreSQL's own sizes.
const SEGMENT_BYTES = 16 * 1_048_576;
const CONTROL_BYTES = 8_192;
const SEGMENT = /^[0-9A-F]{24}$/;

/**
 * Checks the files of a database before PGlite opens it. PGlite would treat a folder without `PG_VERSION` as empty, and
 * give no reason for failing on a damaged one. Changes nothing.
 *
 * @throws Error that says what is missing and how to restore.
 */
export function checkDataFolder(dataDir: string): void {
  if (!existsSync(dataDir) || readdirSync(dataDir).length === 0) return;
  const fault = findFault(dataDir);
  if (fault !== undefined) throw damaged(dataDir, `${fault}. Nothing was changed`);
}

/** The error for a database that cannot be opened. */
export function damaged(dataDir: string, fault: string): Error {
  return new Error(
    `[OneVault] Failed to open the database in ${dataDir}: ${fault}. Try restoring the folder from a copy (docs/operations.md, "Backups"), or move it away to begin with an empty database.`,
  );
}

function findFault(dataDir: string): string | undefined {
  const version = read(join(dataDir, 'PG_VERSION'));
  if (version === undefined) return `it holds ${readdirSync(dataDir).length} files, but no PG_VERSION`;
  if (!/^\d+\s*$/.test(version)) return 'its PG_VERSION is damaged';
  const control = sizeOf(join(dataDir, 'global', 'pg_control'));
  if (control === undefined) return 'global/pg_control is missing';
  if (control !== CONTROL_BYTES) return 'global/pg_control is damaged';
  const log = join(dataDir, 'pg_wal');
  const segments = existsSync(log) ? readdirSync(log).filter((name) => SEGMENT.test(name)) : [];
  if (segments.length === 0) return 'its write-ahead log (pg_wal) is missing';
  const cut = segments.find((name) => sizeOf(join(log, name)) !== SEGMENT_BYTES);
  return cut && `its write-ahead log is cut short (pg_wal/${cut} is not 16 MiB)`;
}

function read(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function sizeOf(path: string): number | undefined {
  return existsSync(path) ? statSync(path).size : undefined;
}
