import { EVENT_ID_PATTERN, type EventReply, ROUTES } from '@onevault/contract';
import { Refusal } from '../../ingest/refusal.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok } from '../endpoint.ts';
import { refuseQuery } from '../readQuery.ts';

/** How far one event came, and the reason where it stopped. */
export function eventDetailEndpoint({ engine, hooks }: ServiceContext): Endpoint {
  return {
    method: 'GET',
    path: ROUTES.event,
    access: 'secret',
    doc: {
      summary: 'How far an event came, and the reason where it stopped',
      query: [
        {
          name: 'include',
          description:
            '`content`: also what the event brought, what staging made of it, and, where the server has a tracking plan, how the event breaks it',
          schema: { type: 'string', enum: ['content'] },
        },
      ],
      reply: ['EventReplySchema'],
      errors: [404],
    },
    async handle({ params, query }, { customerId }) {
      const include = query.get('include');
      if (include !== null && include !== 'content') throw refuseQuery('include', "Input should be 'content'", 'enum');
      const eventId = params.event_id ?? '';
      const event = EVENT_ID_PATTERN.test(eventId) ? await engine.findEvent(customerId, eventId) : null;
      if (!event) throw unknownEvent();
      if (include === null) return ok({ status: 'success', event } satisfies EventReply);
      const content = await engine.eventContent(customerId, eventId);
      if (!content) throw unknownEvent();
      const { event_type, page_url } = event;
      const plan_violations = hooks?.checkEvent?.({ event_type, page_url, event_data: content.event_data });
      const described = { ...content, ...(plan_violations && { plan_violations }) };
      return ok({ status: 'success', event: { ...event, content: described } });
    },
  };
}

function unknownEvent(): Refusal {
  return new Refusal({ status: 404, code: 'UNKNOWN_EVENT', message: 'There is no such event' });
}
