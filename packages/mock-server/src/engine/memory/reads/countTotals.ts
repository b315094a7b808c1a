/** Numbers and times over all tenants. */
import type { PipelineTotals } from '../../port.ts';
import type { TenantState } from '../createTenantState.ts';

export function countTotals(tenants: Iterable<TenantState>): PipelineTotals {
  const totals: PipelineTotals = {
    rawPending: 0,
    stagingPending: 0,
    lastEventAt: null,
    oldestPendingAt: null,
    lastProcessedAt: null,
  };
  for (const { counts, latestEventAt, pending, lastProcessedAt } of tenants) {
    totals.rawPending += counts.raw;
    totals.stagingPending += counts.staging;
    totals.lastEventAt = later(totals.lastEventAt, latestEventAt);
    const [oldest] = pending;
    if (oldest && (totals.oldestPendingAt === null || oldest.receivedAt < totals.oldestPendingAt)) {
      totals.oldestPendingAt = oldest.receivedAt;
    }
    totals.lastProcessedAt = later(totals.lastProcessedAt, lastProcessedAt);
  }
  return totals;
}

/** All times have one form, so their order is that of their letters. */
function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
