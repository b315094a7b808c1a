import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface FolderLock {
  dataDir: string;
  release(): void;
}

/** Folders that this process has open: a lock file with its own pid does not tell a second open from a stale lock. */
const open = new Set<string>();

/**
 * Locks a folder for one process. PGlite does not notice a second process, and both hang; a lock file beside the data
 * names the owner. A lock whose process is gone is taken over.
 */
export function lockFolder(folder: string): FolderLock {
  const path = resolve(folder);
  const file = join(path, 'lock');
  mkdirSync(path, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    try {
      const handle = openSync(file, 'wx');
      writeSync(handle, `${process.pid} ${startOf(process.pid) ?? ''}\n`);
      closeSync(handle);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === 3) throw error;
    }
    const owner = readOwner(file);
    if (owner !== undefined && (owner.pid === process.pid ? open.has(path) : isRunning(owner))) {
      throw new Error(
        `[OneVault] Failed to open ${folder}: process ${owner.pid} uses it. Try stopping that server, or another folder with --database.`,
      );
    }
    rmSync(file, { force: true });
  }
  open.add(path);
  return {
    dataDir: join(path, 'pgdata'),
    release() {
      if (open.delete(path)) rmSync(file, { force: true });
    },
  };
}

interface Owner {
  pid: number;
  start: string | undefined;
}

function readOwner(file: string): Owner | undefined {
  try {
    const [pid, start] = readFileSync(file, 'utf8').trim().split(' ');
    return Number(pid) > 0 ? { pid: Number(pid), start: start || undefined } : undefined;
  } catch {
    return undefined;
  }
}

function isRunning({ pid, start }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process runs as another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // Pids are reused, in containers at once: the same pid with another start time is another process.
  return start === undefined || startOf(pid) === start;
}

/** When a process started, in clock ticks since boot; known on Linux only. */
function startOf(pid: number): string | undefined {
  try {
    // The command in parentheses may contain spaces. After it, the start time is the 20th field (proc(5), field 22).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
