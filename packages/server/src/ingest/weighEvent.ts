import { MAX_ITEMS } from '@onevault/contract';
import type { RawEvent } from '../engine/port.ts';

/** The cost of an event in database rows: one for the event, and one for each item. */
export function weighEvent({ payload }: RawEvent): number {
  const items = payload.event_data?.items;
  return 1 + (Array.isArray(items) ? Math.min(items.length, MAX_ITEMS) : 0);
}
