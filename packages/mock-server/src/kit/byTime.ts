import type { StagedEvent } from '@onevault/server/internal/engine/port';

/** Sorts by time, and within the same moment by the page's `seq`, since requests may overtake each other. */
export function byTime(a: StagedEvent, b: StagedEvent): number {
  if (a.event_timestamp !== b.event_timestamp) return a.event_timestamp < b.event_timestamp ? -1 : 1;
  return seqOf(a) - seqOf(b);
}

function seqOf({ event_data: { seq } }: StagedEvent): number {
  return typeof seq === 'number' ? seq : 0;
}
