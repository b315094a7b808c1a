/** Closes sessions that are over and forgets what is past the retention: docs/reading.md, Retention. */
import type { MaintenanceResults } from '@onevault/server/internal/engine/port';
import { toIso } from '../createClock.ts';
import type { EventRecord, TenantState } from '../createTenantState.ts';
import { removeEvents } from './removeEvents.ts';

const DAY_MS = 86_400_000;
/** How much longer than its event an id is remembered. */
const ID_DAYS = 60;

export function maintain(state: TenantState, nowMs: number): MaintenanceResults {
  const { dataRetentionDays } = state.tenant;
  return {
    sessionsClosed: closeSessions(state, nowMs),
    eventsForgotten: forgetEvents(state, timeAgo(nowMs, dataRetentionDays)),
    idsForgotten: forgetIds(state, timeAgo(nowMs, dataRetentionDays + ID_DAYS)),
  };
}

export function needsUpkeep({ openSessions, order, tenant }: TenantState, nowMs: number): boolean {
  const before = timeAgo(nowMs, tenant.dataRetentionDays);
  return (
    order.some((record) => isForgettable(record, before)) || [...openSessions.values()].some((dueMs) => dueMs <= nowMs)
  );
}

function closeSessions({ openSessions }: TenantState, nowMs: number): number {
  let closed = 0;
  for (const [key, dueMs] of openSessions) {
    if (dueMs > nowMs) continue;
    openSessions.delete(key);
    closed += 1;
  }
  return closed;
}

function forgetEvents(state: TenantState, before: string): number {
  const gone = new Set(state.order.filter((record) => isForgettable(record, before)));
  removeEvents(state, gone);
  return gone.size;
}

/** What still waits to be processed is never forgotten. */
function isForgettable({ receivedAt, stage }: EventRecord, before: string): boolean {
  return receivedAt < before && stage !== 'raw' && stage !== 'staging';
}

function forgetIds({ tombstones }: TenantState, before: string): number {
  const old = [...tombstones].filter(([, receivedAt]) => receivedAt < before);
  for (const [eventId] of old) tombstones.delete(eventId);
  return old.length;
}

function timeAgo(nowMs: number, days: number): string {
  return toIso(Math.floor(nowMs - days * DAY_MS) * 1_000);
}
