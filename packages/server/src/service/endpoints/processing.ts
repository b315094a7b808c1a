import { type ProcessReply, ROUTES } from '@onevault/contract';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';

/** Processes the waiting events of the caller's customer only. */
export function processingEndpoint({ engine }: ServiceContext): Endpoint {
  return {
    method: 'POST',
    path: ROUTES.process,
    access: 'secret',
    doc: {
      summary: 'Processes the waiting events of the customer now',
      description: 'The server processes events without this call; it only saves waiting.',
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
