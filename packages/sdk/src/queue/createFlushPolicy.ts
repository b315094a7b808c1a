import { ticksMs } from '../browser/ticksMs.ts';
import { MAX_BATCH_BYTES } from './createBatcher.ts';
import type { Entry } from './createEntry.ts';

/** Decides how long events are collected before they are sent. */
export interface FlushPolicy {
  /** The delay from now; undefined if there is nothing to send. */
  _delayMs(entries: Iterable<Entry>): number | undefined;
  /** Stops collecting until everything is sent. */
  _hurry(): void;
  /** Everything is sent, or nothing can be. */
  _rest(): void;
}

/** Send when this many events wait … */
const FLUSH_EVENTS = 20;
/** … or after this time. */
const FLUSH_AFTER_MS = 2_000;

/** `isPatient`: events are collected. Otherwise each goes at once. */
export function createFlushPolicy(isPatient: boolean | undefined): FlushPolicy {
  /** The first event always goes at once, so that its preflight is cached when the page closes. */
  let gathers: boolean | undefined;
  return {
    _delayMs(entries) {
      let count = 0;
      let bytes = 0;
      let delayMs: number | undefined;
      for (const entry of entries) {
        if (entry._isInFlight) continue;
        delayMs ??= entry._bornMs + FLUSH_AFTER_MS - ticksMs();
        bytes += entry._bytes;
        if (!gathers || delayMs <= 0 || ++count >= FLUSH_EVENTS || bytes > MAX_BATCH_BYTES) return 0;
      }
      return delayMs;
    },
    _hurry() {
      gathers = false;
    },
    _rest() {
      gathers = isPatient;
    },
  };
}
