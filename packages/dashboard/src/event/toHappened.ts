import type { EventRow } from '@onevault/contract';

/** When an event happened; one that is not staged yet has only its arrival. */
export const toHappened = ({ event_timestamp, raw_load_date }: EventRow): string => event_timestamp ?? raw_load_date;

/** The latest first, as they happened: an event can arrive after later ones. */
export function sortByHappened(rows: readonly EventRow[]): EventRow[] {
  // All times have the same form, so their texts have the order of the times. Equal ones stay as they arrived.
  return [...rows].sort((a, b) => {
    const [first, second] = [toHappened(a), toHappened(b)];
    return first === second ? 0 : first < second ? 1 : -1;
  });
}
