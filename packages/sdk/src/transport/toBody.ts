import type { TrackedEvent } from '../events.ts';

/**
 * The wire form: one event as an object, which every server takes, several as an array. `sent_at` becomes the last
 * field of `event_data`, which is itself the last field of the event: the text need not be parsed again. None when nobody
 * knows when that is.
 */
export function toBody(events: Pick<TrackedEvent, '_json'>[], sentAt?: string): string {
  const parts = events.map((event) => (!sentAt ? event._json : `${event._json.slice(0, -2)},"sent_at":"${sentAt}"}}`));
  return parts[1] ? `[${parts}]` : (parts[0] as string);
}
