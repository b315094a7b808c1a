import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface FolderLock {
  dataDir: string;
  release(): void;
}

/** Folders that this process has open: its own pid in a lock file tells nothing else. */
const open = new Set<string>();

/**
 * Takes a folder for one process. PGlite does not notice a second one and both hang; a lock file beside
 * the data says who has it. The lock of a process that is gone is taken over.
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
        `[OneVault] Failed to open ${folder}: process ${owner.pid} has it. Try stopping that server, or another folder with --database.`,
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
    // EPERM: it runs, as somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // Pids are used again, in containers at once: the same pid with another start is another process.
  return start === undefined || startOf(pid) === start;
}

/** When a process started, in clock ticks since boot; known on Linux only. */
function startOf(pid: number): string | undefined {
  try {
    // After the command in parentheses, which may hold spaces, the start is the 20th field (proc(5), field 22).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
