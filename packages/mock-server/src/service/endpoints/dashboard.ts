import { type DashboardReply, DEFAULT_DASHBOARD_LIMIT, MAX_DASHBOARD_LIMIT, ROUTES } from '@onevault/contract';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { readInteger } from '../readQuery.ts';

const LIMIT = { min: 1, max: MAX_DASHBOARD_LIMIT, fallback: DEFAULT_DASHBOARD_LIMIT };

export function dashboardEndpoint({ engine }: ServiceContext): Endpoint {
  return {
    method: 'GET',
    path: ROUTES.dashboard,
    access: 'secret',
    doc: {
      summary: 'Totals of all layers, and the newest events',
      query: [
        {
          name: 'limit',
          description: 'How many events, newest first',
          schema: { type: 'integer', minimum: LIMIT.min, maximum: LIMIT.max, default: LIMIT.fallback },
        },
      ],
      reply: ['DashboardReplySchema'],
    },
    async handle({ query }, { customerId }) {
      const limit = readInteger(query, 'limit', LIMIT);
      const [counts, events] = await Promise.all([engine.counts(customerId), engine.recentEvents(customerId, limit)]);
      return ok({
        status: 'success',
        summary: {
          total_events: counts.total,
          processed_to_staging: counts.staged,
          processed_to_business: counts.loaded,
          completion_rate: counts.total === 0 ? 1 : Math.min(1, counts.loaded / counts.total),
          latest_event: counts.latestEventAt,
        },
        events,
        timestamp: timestamp(),
      } satisfies DashboardReply);
    },
  };
}
