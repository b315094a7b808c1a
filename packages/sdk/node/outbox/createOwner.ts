import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeProcess, isGone, type ProcessMark } from './processMark.ts';

/** The claim of one tracker on its files in a folder that others share. */
export interface Owner {
  /** Part of the names of its files. */
  readonly name: string;
  /** Shows that this tracker lives. Call it again, at least every 10 s. */
  beat(): void;
  /** Lets others take over what is left. */
  release(): void;
}

/** A process may stand still for long: a debugger, a busy machine, a laptop that sleeps. */
const STALE_MS = 30_000;

/**
 * Node has no lock that ends with its process. So an owner has a file that says which process it is, and touches it. It is
 * dead if its process is gone, which only a process of the same system can tell, or if it has not touched its file in 30 s.
 * A wrong guess costs a repeated request and no event: the server knows the ids, and the owner notices (`createSegment`).
 */
export function createOwner(folder: string): Owner {
  const name = randomUUID().replaceAll('-', '');
  const path = toLockPath(folder, name);
  const mark = JSON.stringify(describeProcess());
  return {
    name,
    beat() {
      try {
        const now = new Date();
        utimesSync(path, now, now);
      } catch {
        // New, or another process took this one for dead.
        writeFileSync(path, mark, { mode: 0o600 });
      }
    },
    release: () => rmSync(path, { force: true }),
  };
}

/** Whether the files of this owner may be taken over. */
export function isDead(folder: string, owner: string): boolean {
  const path = toLockPath(folder, owner);
  try {
    const ageMs = Math.abs(Date.now() - statSync(path).mtimeMs);
    if (ageMs > STALE_MS) return true;
    return isGone(JSON.parse(readFileSync(path, 'utf8')) as ProcessMark);
  } catch (error) {
    // No such file: released. Anything else: it is being written, or is not ours to read.
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

export function toLockPath(folder: string, owner: string): string {
  return join(folder, `${owner}.lock`);
}
