/** Raw: keeps an event as it arrived, each id of a tenant once. */
import type { RawEvent } from '../../port.ts';
import { type Clock, toIso } from '../createClock.ts';
import type { EventRecord, TenantState } from '../createTenantState.ts';

export function keepEvent(
  state: TenantState,
  event: RawEvent,
  clock: Clock,
): { record: EventRecord; duplicate: boolean } {
  const known = state.events.get(event.eventId);
  if (known !== undefined) return { record: known, duplicate: true };

  const receivedMicros = clock.tick();
  const record: EventRecord = {
    raw: copyOf(event),
    receivedMicros,
    receivedAt: toIso(receivedMicros),
    stage: 'raw',
    staged: null,
    stagedAt: null,
    loadedAt: null,
    reason: null,
    failures: 0,
  };
  state.events.set(event.eventId, record);
  state.order.push(record);
  state.pending.add(record);
  state.counts.raw += 1;
  return { record, duplicate: false };
}

/** Through JSON, as on the way into a database: what the caller changes later changes nothing here. */
function copyOf(event: RawEvent): RawEvent {
  return JSON.parse(JSON.stringify(event)) as RawEvent;
}
