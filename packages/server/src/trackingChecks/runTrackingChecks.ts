import type { RefusalCount, TrackingCheck } from '@onevault/contract';
import type { Operations } from '../engine/port.ts';
import { judgeClocks } from './judgeClocks.ts';
import { judgeDuplicates } from './judgeDuplicates.ts';
import { judgeEnvironments } from './judgeEnvironments.ts';
import { judgeIds } from './judgeIds.ts';
import { judgeKeys } from './judgeKeys.ts';
import { judgeOrigins } from './judgeOrigins.ts';
import { judgePageViews } from './judgePageViews.ts';
import { judgeRelease } from './judgeRelease.ts';
import { judgeTracker } from './judgeTracker.ts';
import { judgeDoubledViews, judgeTitles } from './judgeViews.ts';
import { LIMITS } from './thresholds.ts';
import { TRACKER_VERSION } from './trackerVersion.ts';

interface RunOptions {
  /** What this server process has refused; null: this is no server. */
  refused: readonly RefusalCount[] | null;
  /** ISO 8601, for tests. Default: the database's clock. */
  now?: string;
}

/**
 * Runs every check of a customer, in the order of `TRACKING_CHECKS`. Nothing is stored: what was mended is gone from the
 * data that a check looks at, and so from its answer. Rejects with `QueryTimedOut` if the database takes too long.
 */
export async function runTrackingChecks(
  operations: Pick<Operations, 'checks' | 'findKeys'>,
  customerId: string,
  { refused, now }: RunOptions,
): Promise<TrackingCheck[]> {
  const evidence = await operations.checks(customerId, LIMITS, now === undefined ? {} : { now });
  const keys = await operations.findKeys(customerId);
  return [
    judgeKeys(keys, { now: evidence.now, hasTraffic: evidence.recent.events > 0 }),
    judgeOrigins(refused, evidence.now),
    judgeEnvironments(refused, evidence.now),
    judgeDoubledViews(evidence),
    judgeTitles(evidence),
    judgeIds(evidence),
    judgeClocks(evidence),
    judgeTracker(evidence, TRACKER_VERSION),
    judgeDuplicates(evidence),
    judgeRelease(evidence),
    judgePageViews(evidence),
  ];
}
