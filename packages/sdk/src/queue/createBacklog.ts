import type { Entry } from './createEntry.ts';

/** The entries without a final answer, in sending order. */
export interface Backlog {
  _entries: ReadonlySet<Entry>;
  _add(entry: Entry): void;
  /** False if the entry is gone already. */
  _remove(entry: Entry): boolean;
  _moveToEnd(entry: Entry): void;
  /** While there are too many entries: the next one to drop. None if all are being sent. */
  _findSurplus(): Entry | undefined;
}

/** Enough for a day of a busy page without network, and little enough memory not to be noticed. */
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
