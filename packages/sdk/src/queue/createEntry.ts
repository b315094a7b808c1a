import { ticksMs } from '../browser/ticksMs.ts';
import { toByteLength } from '../browser/toByteLength.ts';
import type { Answer, TrackedEvent } from '../events.ts';
import type { Keepable } from './Keepable.ts';

/** An event in the queue. */
export interface Entry extends TrackedEvent, Keepable {
  /** Its size in a request. */
  _bytes: number;
  /** When it was tracked, by a monotonic clock. */
  _bornMs: number;
  _isInFlight: boolean;
  _answer: Answer;
}

/** The size that `sent_at` and the comma of a batch add to an event. */
const SENT_AT_BYTES = 45;

export function createEntry(event: TrackedEvent & Partial<Keepable>, answer: Answer): Entry {
  const { _json, _atMs = Date.now() } = event;
  return {
    _atMs,
    // The age of another page's event is known only by the wall clock.
    _bornMs: ticksMs() - Math.max(0, Date.now() - _atMs),
    _bytes: toByteLength(_json) + SENT_AT_BYTES,
    _isInFlight: false,
    _answer: answer,
    ...event,
  };
}
