/** Raw: keeps an event as it arrived, each id of a tenant once. */
import type { RawEvent } from '@onevault/server/internal/engine/port';
import { type Clock, toIso } from '../createClock.ts';
import type { EventRecord, TenantState } from '../createTenantState.ts';

export function keepEvent(
  state: TenantState,
  event: RawEvent,
  clock: Clock,
): { record: EventRecord; duplicate: boolean } {
  const known = state.events.get(event.eventId) ?? tombstoneOf(state, event.eventId);
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
  };
}

/** Of an event that was forgotten only the id is left: nothing more will come of it, so it is complete. */
function tombstoneOf({ tombstones }: TenantState, eventId: string): EventRecord | undefined {
  const receivedAt = tombstones.get(eventId);
  if (receivedAt === undefined) return undefined;
  const nothing = { eventId, payload: {}, clientIpHash: null, userAgent: null, enrichment: null };
  return { ...toRecord(nothing, 0, receivedAt), stage: 'business' };
}

/** Through JSON, as on the way into a database: what the caller changes later changes nothing here. */
function copyOf(event: RawEvent): RawEvent {
  return JSON.parse(JSON.stringify(event)) as RawEvent;
}
