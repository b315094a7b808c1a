/// <reference path="./fsNativeExtensions.d.ts" />
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { tryLock } from 'fs-native-extensions';

export interface FolderLock {
  /** Where the database is. */
  dataDir: string;
  release(): void;
}

export interface LockOptions {
  /** Called once when the lock file is no longer ours, because somebody removed or replaced the folder. */
  onLost?: (reason: string) => void;
}

// Windows keeps others from reading what is locked, so a byte behind the owner's name is locked. macOS only locks whole
// files.
const [LOCK_OFFSET, LOCK_LENGTH] = process.platform === 'darwin' ? ([0, 0] as const) : ([1_048_576, 1] as const);
const CHECK_MS = 2_000;

/**
 * Takes a folder for one server. PGlite does not notice a second one, and two destroy the data of both.
 *
 * The lock is the operating system's: it ends with the process however that ends, and it holds between containers that
 * share a volume, where the process id of another says nothing. The file stays: removing it would let two servers lock
 * two files of one name.
 *
 * @throws Error when another server has the folder: names it.
 */
export function lockFolder(folder: string, { onLost }: LockOptions = {}): FolderLock {
  const path = resolve(folder);
  const file = join(path, 'lock');
  mkdirSync(path, { recursive: true });
  const handle = openSync(file, 'a+');
  try {
    if (!isGranted(handle, folder)) throw takenBy(readOwner(file), folder);
    // Between the opening and the lock the file may have been replaced: then it is another one that counts.
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
      // Empty: nobody uses it, for people and scripts that look.
      ftruncateSync(handle);
      closeSync(handle);
    },
  };
}

function isGranted(handle: number, folder: string): boolean {
  try {
    return tryLock(handle, LOCK_OFFSET, LOCK_LENGTH);
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
