import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { EngineUnavailable } from '../port.ts';

/**
 * Four segments of the write-ahead log (16 MiB each). If the log cannot be written, PGlite does not fail the statement
 * but loops for ever.
 */
const MIN_FREE_BYTES = 64 * 1_048_576;
const MIB = 1_048_576;

/**
 * Checks that the disk of a folder has room for the next statement. Takes microseconds.
 *
 * @throws EngineUnavailable if it has not.
 */
export function checkDiskRoom(folder: string, minFreeBytes: number = MIN_FREE_BYTES): void {
  const { bavail, bsize } = statfsSync(existsSync(folder) ? folder : dirname(folder));
  const free = bavail * bsize;
  if (free >= minFreeBytes) return;
  throw new EngineUnavailable(
    `The disk is full: ${Math.floor(free / MIB)} MiB are free, the database in ${folder} needs ${minFreeBytes / MIB}`,
  );
}
