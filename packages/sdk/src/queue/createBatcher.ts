import type { Store } from '../browser/createStore.ts';
import type { Entry } from './createEntry.ts';

/** Makes batches as large as the server accepts. */
export interface Batcher {
  /**
   * The next batch, in the order of the entries. With `maxBytes` only events that fit; without it a too large event
   * goes alone, and the server decides.
   */
  _take(entries: Iterable<Entry>, maxBytes?: number): Entry[];
  /** The last batch was too large, or one of its events failed. */
  _shrink(sentEvents: number): void;
  /** The last batch was accepted. */
  _grow(): void;
  /** The server does not support batches. */
  _sendSingly(): void;
}

/** Fits into the 64 KiB of keepalive. */
export const MAX_BATCH_BYTES = 60_000;
/** Below the contract's 500, so that a busy server answers soon. */
const MAX_BATCH_EVENTS = 100;
/** How much batches grow after each success, once they have been made smaller. */
const GROW_BY_EVENTS = 9;
/** How long to send single events after a server refused a batch. */
const SINGLE_FOR_MS = 86_400_000;

export function createBatcher(store: Store, name: string): Batcher {
  const singleKey = `${name}single`;
  let maxEvents = MAX_BATCH_EVENTS;
  return {
    _take(entries, maxBytes) {
      // The absolute distance: a clock that was ahead must not mean for ever.
      const isSingle = Math.abs(Date.now() - +(store._get(singleKey) || 0)) < SINGLE_FOR_MS;
      const batch: Entry[] = [];
      let bytes = 0;
      for (const entry of entries) {
        if (entry._isInFlight) continue;
        bytes += entry._bytes;
        if (bytes > (maxBytes ?? MAX_BATCH_BYTES) && (maxBytes != null || batch.length)) break;
        // An id that appears twice is an event and its duplicate; the answer to one batch could not tell them apart.
        if (batch.some(({ _id }) => _id === entry._id)) break;
        // Pages have broken `push`.
        batch[batch.length] = entry;
        if (batch.length >= (isSingle ? 1 : maxEvents)) break;
      }
      return batch;
    },
    _shrink(sentEvents) {
      maxEvents = Math.ceil(sentEvents / 2);
    },
    _grow() {
      maxEvents = Math.min(MAX_BATCH_EVENTS, maxEvents + GROW_BY_EVENTS);
    },
    _sendSingly: () => store._set(singleKey, `${Date.now()}`),
  };
}
