/** Raw: stores an event as it arrived, each id of a customer once. */
import type { RawEvent } from '@onevault/server/internal/engine/port';
import { type Clock, toIso } from '../createClock.ts';
import type { CustomerState } from '../createCustomerState.ts';
import type { EventRecord } from '../eventRecord.ts';

export function storeRawEvent(
  state: CustomerState,
  event: RawEvent,
  clock: Clock,
): { record: EventRecord; duplicate: boolean } {
  const known = state.events.get(event.eventId);
  if (known !== undefined) return { record: known, duplicate: true };

  const receivedMicros = clock.tick();
  const record = toRecord(copyOf(event), receivedMicros, toIso(receivedMicros));
  state.latestEventAt = record.receivedAt;
  state.events.set(event.eventId, record);
  state.order.push(record);
  state.pending.add(record);
  state.counts.raw += 1;
  return { record, duplicate: false };
}

function toRecord(raw: RawEvent, receivedMicros: number, receivedAt: string): EventRecord {
  return {
    raw,
    receivedMicros,
    receivedAt,
    stage: 'raw',
    staged: null,
    stagedAt: null,
    loadedAt: null,
    reason: null,
    failures: 0,
    changeNumber: 0,
  };
}

/** A JSON copy, as a database would store it: later changes by the caller have no effect. */
function copyOf(event: RawEvent): RawEvent {
  return JSON.parse(JSON.stringify(event)) as RawEvent;
}
