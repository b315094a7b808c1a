import { ANALYTICS_ROUTES, type TrackingChecksReply } from '@onevault/contract';
import { type Engine, QueryTimedOut } from '../../engine/port.ts';
import { runTrackingChecks } from '../../trackingChecks/runTrackingChecks.ts';
import { ANALYTICS_TAG, timedOut } from '../analytics/questionEndpoint.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { refuseQuery } from '../readQuery.ts';
import type { Refusals } from '../refusals.ts';
import { requireOperations } from '../requireOperations.ts';

interface TrackingChecksOptions {
  engine: Pick<Engine, 'operations'>;
  refusals: Pick<Refusals, 'of'>;
}

/** The health checks of the tracking itself: docs/health-checks.md. */
export function trackingChecksEndpoint({ engine, refusals }: TrackingChecksOptions): Endpoint {
  return {
    method: 'GET',
    path: ANALYTICS_ROUTES.checks,
    access: 'secret',
    doc: {
      tag: ANALYTICS_TAG,
      summary: 'Whether tracking works as it should: what is wrong, and what to do',
      description:
        'Every check with its state, what it looked at, and its findings. Nothing has to be acknowledged: a finding ends when what it looks at is right again. Refused origins are those of this server process.',
      reply: ['TrackingChecksReplySchema'],
      errors: [422, 501],
    },
    async handle({ query }, { customerId }) {
      const operations = requireOperations(engine, 'Analytics');
      for (const name of query.keys()) {
        throw refuseQuery(name.slice(0, 60), 'Unknown parameter: it takes none', 'extra_forbidden');
      }
      const checks = await runTrackingChecks(operations, customerId, { refused: refusals.of(customerId) }).catch(
        (error: unknown) => {
          throw error instanceof QueryTimedOut ? timedOut() : error;
        },
      );
      return ok({ status: 'success', checks, timestamp: timestamp() } satisfies TrackingChecksReply);
    },
  };
}
