import type { Entry } from './createEntry.ts';

/** The entries without a final answer, in sending order. */
export interface Backlog {
  _entries: readonly Entry[];
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
  // Not a set, whose name a page may have taken for its own. An entry to remove is nearly always one of the first.
  const entries: Entry[] = [];
  let bytes = 0;
  const add: Backlog['_add'] = (entry) => {
    // Pages have broken `push`.
    entries[entries.length] = entry;
    bytes += entry._bytes;
  };
  const remove: Backlog['_remove'] = (entry) => {
    const at = entries.indexOf(entry);
    if (at < 0) return false;
    entries.splice(at, 1);
    bytes -= entry._bytes;
    return true;
  };
  return {
    _entries: entries,
    _add: add,
    _remove: remove,
    _moveToEnd(entry) {
      if (remove(entry)) add(entry);
    },
    _findSurplus() {
      if (entries.length <= MAX_EVENTS && bytes <= MAX_BYTES) return undefined;
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
