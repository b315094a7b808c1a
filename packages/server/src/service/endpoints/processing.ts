import { type ProcessReply, ROUTES } from '@onevault/contract';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';

/** Takes what waits of the caller's customer through the pipeline, and of no other. */
export function processingEndpoint({ engine }: ServiceContext): Endpoint {
  return {
    method: 'POST',
    path: ROUTES.process,
    access: 'secret',
    doc: {
      summary: 'Processes what waits of the customer now',
      description: 'Events are processed by themselves; this is for those who do not want to wait.',
      reply: ['ProcessReplySchema'],
    },
    async handle(_call, { customerId }, by) {
      const triggeredAt = timestamp();
      const results = await engine.process(customerId, { by });
      return ok({
        status: 'success',
        message: results.total_processed > 0 ? 'Pipeline processing completed' : 'No events were waiting',
        result: { triggered_at: triggeredAt, results },
        timestamp: timestamp(),
      } satisfies ProcessReply);
    },
  };
}
