import { serialize } from '../browser/serialize.ts';
import type { TrackedEvent, WireEvent } from '../events.ts';

/**
 * The wire form: one event as an object, which every server accepts, several as an array. Each has `sentAt`, unless the
 * sending time is unknown.
 */
export function toBody(events: Pick<TrackedEvent, '_json'>[], sentAt?: string): string {
  const all = events.map(({ _json }) => {
    const event: WireEvent = JSON.parse(_json);
    return { ...event, event_data: { ...event.event_data, sent_at: sentAt } };
  });
  return serialize(all[1] ? all : all[0]);
}
