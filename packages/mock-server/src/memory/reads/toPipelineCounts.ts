/** The counts of one customer, from its counters. */
import type { PipelineCounts } from '@onevault/server/internal/engine/port';
import type { CustomerState } from '../createCustomerState.ts';

export function toPipelineCounts({ counts, latestEventAt, lastProcessedAt }: CustomerState): PipelineCounts {
  return {
    total: counts.raw + counts.staging + counts.business + counts.set_aside + counts.rejected,
    rawPending: counts.raw,
    stagingPending: counts.staging,
    staged: counts.staged,
    loaded: counts.business,
    rejected: counts.rejected + counts.set_aside,
    latestEventAt,
    lastProcessedAt,
  };
}

export const emptyCounts = (): PipelineCounts => ({
  total: 0,
  rawPending: 0,
  stagingPending: 0,
  staged: 0,
  loaded: 0,
  rejected: 0,
  latestEventAt: null,
  lastProcessedAt: null,
});
