import type { RefusalCount, TrackingCheck } from '@onevault/contract';
import { count, toCheck } from './toCheck.ts';

const HOUR_MS = 3_600_000;
const MIN_REQUESTS = 1;

/** Sites that send events with a key that is for another environment. Null: no server has told. */
export function judgeEnvironments(refused: readonly RefusalCount[] | null, now: string): TrackingCheck {
  const found = (refused ?? [])
    .filter(({ error_code }) => error_code === 'WRONG_ENVIRONMENT')
    .sort((a, b) => b.count - a.count);
  return toCheck('refused_environment', {
    from: new Date(Date.parse(now) - HOUR_MS).toISOString(),
    to: now,
    counts: { requests: found.reduce((sum, one) => sum + one.count, 0) },
    threshold: { min_requests: MIN_REQUESTS },
    findings: found.map(({ origin, count: requests, last_at }) => ({
      subject: { kind: 'origin', value: origin },
      message: `${count(requests, 'request')} from ${origin ?? 'a client that names no origin'} ${requests === 1 ? 'had' : 'each had'} events of another environment than the key is for: they were kept out.`,
      counts: { requests },
      since: null,
      last_at,
      todo: 'If it is CI or a staging site, give it a key for test or staging. If visitors use the site, check the option environment of its tracker.',
    })),
    unknown:
      refused === null &&
      'Only a running server knows which events it refuses: ask GET /api/v1/analytics/checks, or open its page.',
    fine: 'This server process has refused no event of another environment in the last hour.',
  });
}
