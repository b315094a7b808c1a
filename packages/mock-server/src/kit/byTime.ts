import type { StagedEvent } from '@onevault/server/internal/engine/port';

/** As it happened: by time, and within one moment by the page's own count, since requests may overtake each other. */
export function byTime(a: StagedEvent, b: StagedEvent): number {
  if (a.event_timestamp !== b.event_timestamp) return a.event_timestamp < b.event_timestamp ? -1 : 1;
  return seqOf(a) - seqOf(b);
}

function seqOf({ event_data: { seq } }: StagedEvent): number {
  return typeof seq === 'number' ? seq : 0;
}
