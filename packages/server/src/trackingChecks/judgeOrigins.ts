import type { RefusalCount, TrackingCheck } from '@onevault/contract';
import { count, toCheck } from './toCheck.ts';

const HOUR_MS = 3_600_000;
const MIN_REQUESTS = 1;

/** Sites that send events with a key that is for others. Null: no server has told. */
export function judgeOrigins(refused: readonly RefusalCount[] | null, now: string): TrackingCheck {
  const found = (refused ?? [])
    .filter(({ error_code }) => error_code === 'ORIGIN_NOT_ALLOWED')
    .sort((a, b) => b.count - a.count);
  return toCheck('refused_origin', {
    from: new Date(Date.parse(now) - HOUR_MS).toISOString(),
    to: now,
    counts: { requests: found.reduce((sum, one) => sum + one.count, 0) },
    threshold: { min_requests: MIN_REQUESTS },
    findings: found.map(({ origin, count: requests, last_at }) => ({
      subject: { kind: 'origin', value: origin },
      message: `${count(requests, 'request')} from ${origin ?? 'a client that names no origin'} ${requests === 1 ? 'was' : 'were'} refused: the key is for other origins.`,
      counts: { requests },
      since: null,
      last_at,
      todo:
        origin === null
          ? 'A write key with origins is for pages only. Give the program a key without origins.'
          : 'If the site is yours, make a key with this origin and use it there. If it is not, nothing is to do: its events are kept out.',
    })),
    unknown:
      refused === null &&
      'Only a running server knows which origins it refuses: ask GET /api/v1/analytics/checks, or open its page.',
    fine: 'This server process has refused no origin in the last hour.',
  });
}
