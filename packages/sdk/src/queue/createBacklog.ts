import type { Entry } from './createEntry.ts';

/** The entries that have no final answer yet, in the order in which they are to be sent. */
export interface Backlog {
  _entries: ReadonlySet<Entry>;
  _add(entry: Entry): void;
  /** False when it is gone already. */
  _remove(entry: Entry): boolean;
  _moveToEnd(entry: Entry): void;
  /** While there are too many: the next one to be dropped. None when all are on their way. */
  _findSurplus(): Entry | undefined;
}

/** A day of a busy page without network, and no more than a page may hold in memory unnoticed. */
const MAX_EVENTS = 5_000;
const MAX_BYTES = 5_000_000;
/** High-volume automatic events, evicted first. */
const HIGH_VOLUME = ['user_interaction', 'scroll_depth', 'web_vital'];

export function createBacklog(): Backlog {
  const entries = new Set<Entry>();
  let bytes = 0;
  return {
    _entries: entries,
    _add(entry) {
      entries.add(entry);
      bytes += entry._bytes;
    },
    _remove(entry) {
      const isKnown = entries.delete(entry);
      if (isKnown) bytes -= entry._bytes;
      return isKnown;
    },
    _moveToEnd(entry) {
      if (entries.delete(entry)) entries.add(entry);
    },
    _findSurplus() {
      if (entries.size <= MAX_EVENTS && bytes <= MAX_BYTES) return undefined;
      let oldest: Entry | undefined;
      for (const entry of entries) {
        if (entry._isInFlight) continue;
        if (HIGH_VOLUME.includes(entry._type)) return entry;
        oldest ??= entry;
      }
      return oldest;
    },
  };
}
