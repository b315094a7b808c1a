import { type LatenessReply, type LedgerReply, ROUTES } from '@onevault/contract';
import { LATENESS_UP_TO_S } from '../../engine/port.ts';
import { Refusal } from '../../ingest/refusal.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { readText } from '../readEventQuery.ts';

const NAME = { type: 'string', minLength: 1, maxLength: 128 };

/** Which of the events that the SDK sent have arrived, and how late. */
export function ledgerEndpoints({ engine }: ServiceContext): Endpoint[] {
  return [
    {
      method: 'GET',
      path: ROUTES.ledger,
      access: 'secret',
      doc: {
        summary: 'Page loads with the number of events that arrived, and the error of the client clock',
        description: 'Needs `session` or `tab`: exactly one of the two.',
        query: [
          { name: 'session', description: 'Page loads with events in this session', schema: NAME },
          { name: 'tab', description: 'The page load of this `tab_id`', schema: NAME },
        ],
        reply: ['LedgerReplySchema'],
        errors: [422],
      },
      async handle({ query }, { customerId }) {
        const [sessionId, tabId] = [readText(query, 'session'), readText(query, 'tab')];
        if ((sessionId === undefined) === (tabId === undefined)) throw wantsOne();
        const tabs = await engine.ledger(customerId, sessionId === undefined ? { tabId: tabId ?? '' } : { sessionId });
        return ok({ status: 'success', tabs, timestamp: timestamp() } satisfies LedgerReply);
      },
    },
    {
      method: 'GET',
      path: ROUTES.lateness,
      access: 'secret',
      doc: {
        summary: 'How many events arrived how long after they happened',
        reply: ['LatenessReplySchema'],
      },
      async handle(_call, { customerId }) {
        const counts = await engine.lateness(customerId);
        const lateness = counts.map((events, bound) => ({ up_to_s: LATENESS_UP_TO_S[bound] ?? null, events }));
        return ok({ status: 'success', lateness, timestamp: timestamp() } satisfies LatenessReply);
      },
    },
  ];
}

function wantsOne(): Refusal {
  const msg = 'Give a session or a tab, and not both';
  return new Refusal({
    status: 422,
    code: 'INVALID_QUERY',
    message: `session: ${msg}`,
    detail: [{ loc: ['query', 'session'], msg, type: 'value_error' }],
  });
}
