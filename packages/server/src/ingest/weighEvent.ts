import type { RawEvent } from '../engine/port.ts';

/** So many of an event's items reach the business layer (docs/pipeline.md, "Items"). */
const MAX_ITEMS = 100;

/** What an event costs the database, in rows: its own, and one for each item that it is about. */
export function weighEvent({ payload }: RawEvent): number {
  const items = payload.event_data?.items;
  return 1 + (Array.isArray(items) ? Math.min(items.length, MAX_ITEMS) : 0);
}
