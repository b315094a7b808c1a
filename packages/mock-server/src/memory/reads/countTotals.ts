/** Numbers and times over all customers. */
import type { Stage } from '@onevault/contract';
import { LATELY_MS, type PipelineTotals } from '@onevault/server/internal/engine/port';
import type { CustomerState } from '../createCustomerState.ts';
import type { EventRecord } from '../eventRecord.ts';

export function countTotals(customers: Iterable<CustomerState>, nowMs: number): PipelineTotals {
  const totals: PipelineTotals = {
    rawPending: 0,
    stagingPending: 0,
    setAside: 0,
    lately: { setAside: 0, accepted: 0, reasons: [] },
    customersAway: 0,
    lastEventAt: null,
    oldestRawAt: null,
    oldestStagingAt: null,
    waitedMs: null,
    lastProcessedAt: null,
  };
  const { lately } = totals;
  const reasons = new Map<string, PipelineTotals['lately']['reasons'][number]>();
  for (const { counts, latestEventAt, pending, lastProcessedAt, order } of customers) {
    totals.rawPending += counts.raw;
    totals.stagingPending += counts.staging;
    totals.setAside += counts.set_aside;
    // From the end: the cost is that of the last minutes.
    for (let at = order.length; at > 0; at -= 1) {
      const { receivedMicros, stage, reason } = order[at - 1] as EventRecord;
      if (receivedMicros < (nowMs - LATELY_MS) * 1_000) break;
      lately.accepted += 1;
      if (stage !== 'set_aside' || reason === null) continue;
      lately.setAside += 1;
      const { rule, message } = reason;
      reasons.set(message, { rule, message, count: (reasons.get(message)?.count ?? 0) + 1 });
    }
    totals.lastEventAt = later(totals.lastEventAt, latestEventAt);
    totals.oldestRawAt = earlier(totals.oldestRawAt, oldestIn(pending, 'raw'));
    totals.oldestStagingAt = earlier(totals.oldestStagingAt, oldestIn(pending, 'staging'));
    totals.lastProcessedAt = later(totals.lastProcessedAt, lastProcessedAt);
  }
  const oldest = earlier(totals.oldestRawAt, totals.oldestStagingAt);
  if (oldest !== null) totals.waitedMs = nowMs - Date.parse(oldest);
  lately.reasons = [...reasons.values()].sort((a, b) => b.count - a.count).slice(0, 5);
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
