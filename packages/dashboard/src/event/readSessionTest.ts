import { type EventReply, type EventRow, ROUTES } from '@onevault/contract';
import { ask } from '../api/ask.ts';
import { type TestedEvent, toSessionTest } from './toTest.ts';

/** Each event brings its data in an answer of its own. */
const MAX_EVENTS = 60;
/** As many as a browser asks at once. */
const AT_ONCE = 6;

/**
 * A test of a session's first events. `rows`: oldest first.
 *
 * @throws AskError
 */
export async function readSessionTest(rows: readonly EventRow[]): Promise<string> {
  const events: TestedEvent[] = [];
  const queue = rows.slice(0, MAX_EVENTS).map(({ event_id }, place) => ({ event_id, place }));
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const path = ROUTES.event.replace(':event_id', encodeURIComponent(next.event_id));
      const { event } = await ask<EventReply>(`${path}?include=content`);
      const { event_type, page_url, stage, reason, content } = event;
      events[next.place] = { event_type, page_url, stage, reason, event_data: content?.event_data ?? {} };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return toSessionTest(events, rows.length);
}
