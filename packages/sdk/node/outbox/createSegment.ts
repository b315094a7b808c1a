import { type Entry, readLine, toLine } from './entry.ts';
import type { Files } from './files.ts';

/**
 * A file of events, which is removed when all of them have their final answer; until then a crash sends some again, and the
 * server knows their ids. Its events are in memory only while they are tracked or sent.
 */
export interface Segment {
  /** When it was made, also by another process. */
  readonly createdMs: number;
  /** Events without a final answer. */
  left(): number;
  /** Of its events, settled ones included. */
  bytes(): number;
  add(entry: Entry): void;
  /** Writes what is not on disk yet. Throws if the disk refuses; then the events stay in memory. */
  write(): void;
  /** Events in memory only. */
  unwritten(): Entry[];
  /** Its events without a final answer, read from disk if need be. Throws if the file is gone. */
  entries(): Entry[];
  settle(entry: Entry): void;
  /** Whether some of its events are being sent. */
  isBusy(): boolean;
  /** Closes the file, and forgets events that are in it until they are sent. */
  seal(): void;
  /** Removes the file; false if another process has added events to it meanwhile, which are then in it. */
  remove(): boolean;
}

export interface FoundFile {
  path: string;
  createdMs: number;
  /** Called with each line that is no event. */
  onBroken(): void;
}

/** A new file, made at the first `write`. Without a path events stay in memory. */
export function createSegment(files: Files, toPath: ((createdMs: number) => string) | undefined): Segment {
  return build(files, Date.now(), toPath);
}

/** A file that another process has left. Throws if it cannot be read. */
export function openSegment(files: Files, found: FoundFile): Segment {
  return build(files, found.createdMs, undefined, found);
}

function build(
  files: Files,
  createdMs: number,
  toPath: ((createdMs: number) => string) | undefined,
  found?: FoundFile,
): Segment {
  let path = found?.path;
  let fd: number | undefined;
  /** Bytes of the file that are known. */
  let size = 0;
  let all: Entry[] | undefined = [];
  /** How many of `all` are in the file. */
  let written = 0;
  let left = 0;
  let bytes = 0;

  const load = (onBroken?: () => void): Entry[] => {
    const text = files.read(path as string, size);
    const entries: Entry[] = [];
    for (const line of text.toString().split('\n')) {
      const entry = line ? readLine(line) : undefined;
      if (entry) entries.push(entry);
      else if (line) onBroken?.();
    }
    size += text.length;
    return entries;
  };
  const grow = (entry: Entry): void => {
    all?.push(entry);
    left++;
    bytes += entry._bytes;
  };
  const begin = (): void => {
    all = [];
    written = bytes = 0;
  };
  const close = (): void => {
    if (fd !== undefined) files.close(fd);
    fd = undefined;
  };
  const waiting = (entries: Entry[]): Entry[] => entries.filter((entry) => !entry._isSettled);

  if (found) {
    for (const entry of load(found.onBroken)) grow(entry);
    all = undefined;
  }

  return {
    createdMs,
    left: () => left,
    bytes: () => bytes,
    add: grow,
    write() {
      if (!toPath || !all) return;
      if (fd !== undefined && !files.isThere(fd)) {
        // Another process took this one for dead, and has sent what it found. What was added since would be lost.
        close();
        all = waiting(all);
        written = 0;
      }
      if (written === all.length) return;
      if (fd === undefined) {
        const next = toPath(createdMs);
        fd = files.create(next);
        path = next;
        size = 0;
      }
      size += files.append(fd, waiting(all.slice(written)).map(toLine).join(''), size);
      written = all.length;
    },
    unwritten: () => waiting((all ?? []).slice(written)),
    entries() {
      if (!all) {
        size = 0;
        all = load();
        written = all.length;
        left = all.length;
      }
      return waiting(all);
    },
    settle(entry) {
      if (entry._isSettled) return;
      entry._isSettled = true;
      left--;
      if (left || (fd === undefined && path)) return;
      // Appending goes on at the beginning: most servers are up, and a file for each request would be slow.
      if (fd !== undefined) files.empty(fd);
      size = 0;
      begin();
    },
    isBusy: () => !!all?.some((entry) => entry._isInFlight),
    seal() {
      close();
      if (all?.length === left && written === left) all = undefined;
    },
    remove() {
      close();
      if (!path) return true;
      const late = found ? load() : [];
      if (late.length) {
        begin();
        for (const entry of late) grow(entry);
        written = late.length;
        return false;
      }
      files.remove(path);
      path = undefined;
      return true;
    },
  };
}
