import { RECENT_EVENTS, ROUTES, type StatusReply } from '@onevault/contract';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';

export function statusEndpoint({ engine }: ServiceContext): Endpoint {
  return {
    method: 'GET',
    path: ROUTES.status,
    access: 'secret',
    doc: { summary: 'What waits in each layer, and the newest events', reply: ['StatusReplySchema'] },
    async handle(_call, { customerId }) {
      const [counts, events] = await Promise.all([
        engine.counts(customerId),
        engine.recentEvents(customerId, RECENT_EVENTS),
      ]);
      return ok({
        status: 'success',
        pipeline_status: {
          raw_pending: counts.rawPending,
          staging_pending: counts.stagingPending,
          business_pending: counts.rawPending + counts.stagingPending,
          rejected: counts.rejected,
          last_processed: counts.lastProcessedAt,
        },
        recent_events: events,
        timestamp: timestamp(),
      } satisfies StatusReply);
    },
  };
}
