/** Numbers and times over all customers. */
import type { Stage } from '@onevault/contract';
import type { PipelineTotals } from '@onevault/server/internal/engine/port';
import type { CustomerState } from '../createCustomerState.ts';
import type { EventRecord } from '../eventRecord.ts';

export function countTotals(customers: Iterable<CustomerState>): PipelineTotals {
  const totals: PipelineTotals = {
    rawPending: 0,
    stagingPending: 0,
    lastEventAt: null,
    oldestRawAt: null,
    oldestStagingAt: null,
    lastProcessedAt: null,
  };
  for (const { counts, latestEventAt, pending, lastProcessedAt } of customers) {
    totals.rawPending += counts.raw;
    totals.stagingPending += counts.staging;
    totals.lastEventAt = later(totals.lastEventAt, latestEventAt);
    totals.oldestRawAt = earlier(totals.oldestRawAt, oldestIn(pending, 'raw'));
    totals.oldestStagingAt = earlier(totals.oldestStagingAt, oldestIn(pending, 'staging'));
    totals.lastProcessedAt = later(totals.lastProcessedAt, lastProcessedAt);
  }
  return totals;
}

function oldestIn(pending: Iterable<EventRecord>, stage: Stage): string | null {
  for (const record of pending) if (record.stage === stage) return record.receivedAt;
  return null;
}

/** All times have the same form, so they compare as texts. */
function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
