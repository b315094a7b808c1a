import { ticksMs } from '../browser/ticksMs.ts';
import { MAX_BATCH_BYTES } from './createBatcher.ts';
import type { Entry } from './createEntry.ts';

/** Decides how long events are gathered before they are sent. */
export interface FlushPolicy {
  /** How long from now; undefined when nothing is there to be sent. */
  _delayMs(entries: Iterable<Entry>): number | undefined;
  /** Gathers nothing until everything is sent. */
  _hurry(): void;
  /** Everything is sent, or nothing can be. */
  _rest(): void;
}

/** Send when so many wait … */
const FLUSH_EVENTS = 20;
/** … or after this time. */
const FLUSH_AFTER_MS = 2_000;

/** `isPatient`: events are gathered. Else each goes at once. */
export function createFlushPolicy(isPatient: boolean | undefined): FlushPolicy {
  /** The first event goes at once in any case: its preflight is then cached when the page closes. */
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
