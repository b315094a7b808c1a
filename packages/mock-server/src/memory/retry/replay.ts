/** Makes set-aside events due now: docs/reading.md, Replay. */
import type { ReplayFilter } from '@onevault/server/internal/engine/port';
import type { TenantState } from '../createTenantState.ts';

export function replay({ order, retries }: TenantState, which: ReplayFilter, nowMs: number): number {
  const { eventIds, rule, from, to } = which;
  const ids = eventIds === undefined ? null : new Set(eventIds);
  const found = order.filter(
    ({ stage, reason, receivedAt, raw }) =>
      stage === 'set_aside' &&
      (ids === null || ids.has(raw.eventId)) &&
      (rule === undefined || reason?.rule === rule) &&
      (from === undefined || receivedAt >= from) &&
      (to === undefined || receivedAt < to),
  );
  for (const record of found) retries.addDue(record, nowMs);
  return found.length;
}
