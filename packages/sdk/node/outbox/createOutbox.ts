import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { attempt } from '../../src/browser/attempt.ts';
import type { DropReason, TrackedEvent } from '../../src/events.ts';
import { createOwner, isDead, toLockPath } from './createOwner.ts';
import { createSegment, openSegment, type Segment } from './createSegment.ts';
import { type Entry, toEntry } from './entry.ts';
import { FILES, type Files } from './files.ts';

export interface OutboxParts {
  /** Undefined: events stay in memory. */
  folder: string | undefined;
  maxBytes: number;
  /** An event that will not be sent. */
  onDrop(entry: Entry, reason: DropReason): void;
  /** A stored line that is no event. */
  onBroken(): void;
  /** Events that another process has left are this one's now; with a negative number the other way round. */
  onTaken(events: number): void;
  /** The disk refuses. */
  onTrouble(error: unknown): void;
  files?: Files;
}

export interface Outbox {
  /** Keeps an event; when this returns it is on disk, unless `onTrouble` was called. */
  add(event: TrackedEvent): void;
  /** The oldest events that may go in one request. */
  take(maxEvents: number, maxBytes: number): Entry[];
  settle(entry: Entry): void;
  /** Others first. */
  moveToEnd(entry: Entry): void;
  size(): number;
  /** Takes over the files of processes that are gone. */
  adopt(): Promise<void>;
  /** Tries again what failed, and shows that this process lives. Call it every few seconds. */
  beat(): void;
  /** Removes what is empty, and leaves the rest to the next process. */
  release(): void;
}

/** Read at once when it is sent, so little enough not to be noticed. */
const SEGMENT_BYTES = 1_000_000;
/** What waits in memory when the disk refuses, as in a browser. */
const MEMORY_BYTES = 5_000_000;
/** `time-owner-number.jsonl`: names sort by time. */
const NAME = /^(\d{13})-([0-9a-f]{32})-\d+\.jsonl$/;

/** Files of events in a folder, oldest first; new events go to the last one. Each has an owner, and only that one sends it. */
export function createOutbox(parts: OutboxParts): Outbox {
  const { folder, maxBytes, onDrop, onBroken, onTaken, onTrouble, files = FILES } = parts;
  const owner = folder === undefined ? undefined : createOwner(folder);
  const segmentBytes = Math.min(SEGMENT_BYTES, Math.floor(maxBytes / 8));
  const memoryBytes = Math.min(MEMORY_BYTES, maxBytes);
  const homes = new WeakMap<Entry, Segment>();
  let segments: Segment[] = [];
  let active: Segment | undefined;
  let isOpen = false;
  let isReleased = false;
  let hasTrouble = false;
  let number = 0;
  /** Of events in memory since they were counted: counting each time would be slow. */
  let uncheckedBytes = 0;
  const toPath = (createdMs: number): string =>
    join(folder as string, `${String(createdMs).padStart(13, '0')}-${owner?.name}-${number++}.jsonl`);

  const open = (): void => {
    if (isOpen || folder === undefined) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Of a folder that was there, too: events are about people.
    chmodSync(folder, 0o700);
    owner?.beat();
    isOpen = true;
  };
  const forget = (segment: Segment): void => {
    segments = segments.filter((one) => one !== segment);
    if (active === segment) active = undefined;
  };
  const write = (some: (Segment | undefined)[]): void => {
    if (folder === undefined) return;
    try {
      for (const segment of some) {
        // The active one looks whether its file is still its own, too.
        if (!segment || (segment !== active && !segment.unwritten().length)) continue;
        open();
        segment.write();
        if (segment !== active) segment.seal();
      }
      hasTrouble = false;
    } catch (error) {
      hasTrouble = true;
      onTrouble(error);
    }
  };
  const settle = (entry: Entry): void => {
    const segment = homes.get(entry);
    try {
      segment?.settle(entry);
      if (segment && segment !== active && !segment.left() && segment.remove()) forget(segment);
    } catch (error) {
      // It is sent; what stays on disk is sent again some day, and the server knows it.
      onTrouble(error);
      if (segment && !segment.left()) forget(segment);
      attempt(() => segment?.seal());
    }
  };
  const drop = (entry: Entry, reason: DropReason): void => {
    settle(entry);
    onDrop(entry, reason);
  };
  /** The events of a segment. One whose file is gone belongs to another process now, or to nobody. */
  const read = (segment: Segment): Entry[] => {
    const before = segment.left();
    try {
      const entries = segment.entries();
      if (before !== segment.left()) onTaken(segment.left() - before);
      for (const entry of entries) homes.set(entry, segment);
      return entries;
    } catch {
      onTaken(-before);
      forget(segment);
      return [];
    }
  };
  const roll = (): void => {
    attempt(() => active?.seal());
    active = undefined;
    attempt(shrink);
  };
  /** Drops the oldest events of ours until the folder is small enough. */
  const shrink = (): void => {
    for (let bytes = measure(); bytes > maxBytes; ) {
      const oldest = segments.find((one) => one !== active && !one.isBusy());
      if (!oldest) return;
      bytes -= Math.max(1, oldest.bytes());
      for (const entry of read(oldest)) drop(entry, 'overflow');
      forget(oldest);
    }
  };
  const measure = (): number => {
    if (folder === undefined) return 0;
    let bytes = 0;
    for (const name of readdirSync(folder)) {
      if (NAME.test(name)) bytes += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    }
    return bytes;
  };
  /** Without a disk: drops the oldest events of ours in memory. */
  const shrinkMemory = (): void => {
    const kept = segments.flatMap((segment) => segment.unwritten());
    let bytes = kept.reduce((sum, entry) => sum + entry._bytes, 0);
    for (const entry of kept) {
      if (bytes <= memoryBytes) return;
      if (entry._isInFlight) continue;
      bytes -= entry._bytes;
      drop(entry, 'overflow');
    }
  };
  const keep = (entry: Entry): void => {
    if (!active) {
      active = createSegment(files, folder === undefined ? undefined : toPath);
      segments.push(active);
    }
    active.add(entry);
    homes.set(entry, active);
    // A full disk is asked again by the next beat: each attempt costs all that waits.
    if (!hasTrouble) write([active]);
    uncheckedBytes += entry._bytes;
    if ((hasTrouble || folder === undefined) && uncheckedBytes > memoryBytes / 50) {
      uncheckedBytes = 0;
      shrinkMemory();
    }
    if (active && active.bytes() > segmentBytes) roll();
  };

  return {
    add: (event) => keep(toEntry(event, Date.now())),
    settle,
    size: () => segments.reduce((sum, segment) => sum + segment.left(), 0),
    take(maxEvents, most) {
      for (const segment of [...segments]) {
        const batch: Entry[] = [];
        let bytes = 0;
        const ids = new Set<string>();
        for (const entry of segment.left() ? read(segment) : []) {
          if (entry._isInFlight) continue;
          bytes += entry._bytes;
          // An event and its duplicate: the answer to one batch could not tell them apart.
          if (ids.has(entry._id) || batch.length >= maxEvents || (bytes > most && batch.length)) break;
          ids.add(entry._id);
          batch.push(entry);
        }
        if (batch.length) return batch;
      }
      return [];
    },
    moveToEnd(entry) {
      const moved = { ...entry, _isInFlight: false };
      keep(moved);
      settle(entry);
    },
    async adopt() {
      if (folder === undefined || isReleased) return;
      let names: string[];
      try {
        names = readdirSync(folder).sort();
        if (!isOpen && names.length) open();
      } catch {
        // No folder: nobody has left anything.
        return;
      }
      const dead = new Map<string, boolean>();
      for (const name of names) {
        const [, createdMs, other = name.replace(/\.lock$/, '')] = NAME.exec(name) ?? [];
        if (other === owner?.name || !/^[0-9a-f]{32}$/.test(other)) continue;
        if (!dead.has(other)) dead.set(other, isDead(folder, other));
        if (!createdMs || !dead.get(other)) continue;
        const path = toPath(Number(createdMs));
        try {
          // Of several processes one succeeds.
          renameSync(join(folder, name), path);
          const segment = openSegment(files, { path, createdMs: Number(createdMs), onBroken });
          onTaken(segment.left());
          if (segment.left()) segments.push(segment);
          else segment.remove();
        } catch {
          // Another one was faster, or it cannot be read by us.
        }
        segments.sort((a, b) => a.createdMs - b.createdMs);
        await setImmediate();
        if (isReleased) return;
      }
      for (const [other, isGone] of dead) if (isGone) rmSync(toLockPath(folder, other), { force: true });
      attempt(shrink);
    },
    beat() {
      try {
        if (isOpen) owner?.beat();
      } catch {
        // A full or removed disk: `write` tells it.
      }
      write(segments);
    },
    release() {
      isReleased = true;
      write(segments);
      for (const segment of segments) attempt(() => (segment.left() ? segment.seal() : segment.remove()));
      if (isOpen) attempt(() => owner?.release());
    },
  };
}
