import type { EventRecord, TenantState } from '../createTenantState.ts';

/** Removes events and keeps their ids, so that a resend is a duplicate. Counters are the caller's. */
export function removeEvents(state: TenantState, gone: ReadonlySet<EventRecord>): void {
  for (const record of gone) {
    state.events.delete(record.raw.eventId);
    state.pending.delete(record);
    state.retries.remove(record);
    state.tombstones.set(record.raw.eventId, record.receivedAt);
  }
  let kept = 0;
  for (const record of state.order) {
    if (gone.has(record)) continue;
    state.order[kept] = record;
    kept += 1;
  }
  state.order.length = kept;
}
