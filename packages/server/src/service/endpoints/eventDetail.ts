import { EVENT_ID_PATTERN, type EventReply, ROUTES } from '@onevault/contract';
import { Refusal } from '../../ingest/refusal.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok } from '../endpoint.ts';

/** How far one event came, and the reason where it stopped. */
export function eventDetailEndpoint({ engine }: ServiceContext): Endpoint {
  return {
    method: 'GET',
    path: ROUTES.event,
    access: 'secret',
    doc: {
      summary: 'How far an event came, and the reason where it stopped',
      reply: ['EventReplySchema'],
      errors: [404],
    },
    async handle({ params }, { customerId }) {
      const eventId = params.event_id ?? '';
      const event = EVENT_ID_PATTERN.test(eventId) ? await engine.findEvent(customerId, eventId) : null;
      if (!event) throw new Refusal({ status: 404, code: 'UNKNOWN_EVENT', message: 'There is no such event' });
      return ok({ status: 'success', event } satisfies EventReply);
    },
  };
}
