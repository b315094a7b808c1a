import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { loadFileLock } from './loadFileLock.ts';

export interface FolderLock {
  /** Where the database is. */
  dataDir: string;
  release(): void;
}

export interface LockOptions {
  /** Called once when the lock file is no longer ours, because somebody removed or replaced the folder. */
  onLost?: (reason: string) => void;
}

// Windows prevents reading of locked bytes, so we lock a byte after the owner's name. macOS locks only whole files.
const [LOCK_OFFSET, LOCK_LENGTH] = process.platform === 'darwin' ? ([0, 0] as const) : ([1_048_576, 1] as const);
const CHECK_MS = 2_000;

/**
 * Locks a folder for one server. PGlite does not notice a second server, and two would destroy the data.
 *
 * The operating system holds the lock: it ends with the process in every case, and it works between containers that
 * share a volume, where a process id means nothing. The file is never removed: otherwise two servers could lock two
 * files of the same name.
 *
 * @throws Error if another server uses the folder; the message names it.
 */
export function lockFolder(folder: string, { onLost }: LockOptions = {}): FolderLock {
  const { tryLock } = loadFileLock(folder);
  const path = resolve(folder);
  const file = join(path, 'lock');
  mkdirSync(path, { recursive: true });
  const handle = openSync(file, 'a+');
  try {
    if (!isGranted(() => tryLock(handle, LOCK_OFFSET, LOCK_LENGTH), folder)) throw takenBy(readOwner(file), folder);
    // The file may have been replaced between opening and locking: then the lock is on the wrong file.
    if (!isSameFile(handle, file)) throw takenBy('a server that starts at this moment', folder);
    ftruncateSync(handle);
    writeSync(handle, `process ${process.pid} on ${hostname()}, since ${new Date().toISOString()}\n`);
  } catch (error) {
    closeSync(handle);
    throw error;
  }

  const checking = setInterval(() => {
    if (isSameFile(handle, file)) return;
    clearInterval(checking);
    onLost?.(`the folder ${folder} was removed or replaced while it was open`);
  }, CHECK_MS);
  checking.unref();

  let isHeld = true;
  return {
    dataDir: join(path, 'pgdata'),
    release() {
      if (!isHeld) return;
      isHeld = false;
      clearInterval(checking);
      // People and scripts see by the empty file that no server uses the folder.
      ftruncateSync(handle);
      closeSync(handle);
    },
  };
}

function isGranted(lock: () => boolean, folder: string): boolean {
  try {
    return lock();
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(
      `[OneVault] Failed to open ${folder}: files there cannot be locked (${reason}), and two servers would destroy the data. Try a folder on a local disk, or PostgreSQL.`,
      { cause: error },
    );
  }
}

function takenBy(owner: string, folder: string): Error {
  return new Error(
    `[OneVault] Failed to open ${folder}: ${owner} uses it. Try stopping that server, or another folder with --database.`,
  );
}

function readOwner(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim() || 'another server';
  } catch {
    return 'another server';
  }
}

function isSameFile(handle: number, file: string): boolean {
  try {
    const [held, there] = [fstatSync(handle, { bigint: true }), statSync(file, { bigint: true })];
    return held.ino === there.ino && held.dev === there.dev;
  } catch {
    return false;
  }
}
