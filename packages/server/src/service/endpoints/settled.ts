import { DEFAULT_SETTLED_TIMEOUT_MS, MAX_SETTLED_TIMEOUT_MS, ROUTES, type SettledReply } from '@onevault/contract';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok } from '../endpoint.ts';
import { readInteger } from '../readQuery.ts';
import { settle } from '../settle.ts';

const TIMEOUT_MS = { min: 0, max: MAX_SETTLED_TIMEOUT_MS, fallback: DEFAULT_SETTLED_TIMEOUT_MS };

/** The barrier: answers once every event accepted before the call has reached a final state. */
export function settledEndpoint(context: ServiceContext): Endpoint {
  return {
    method: 'GET',
    path: ROUTES.settled,
    access: 'secret',
    doc: {
      summary: 'Waits until every event accepted before the call has reached a final state',
      description:
        'Answers once each such event is in the business layer, set aside or rejected, or the time is over. A set-aside event whose retry is due, as after a replay, is waited for. `pending` counts up to 100,000 events of a kind; `set_aside` and `rejected` count all of the customer’s.',
      query: [
        {
          name: 'timeout_ms',
          description: 'How long to wait at most, in milliseconds',
          schema: { type: 'integer', minimum: TIMEOUT_MS.min, maximum: TIMEOUT_MS.max, default: TIMEOUT_MS.fallback },
        },
      ],
      reply: ['SettledReplySchema'],
    },
    async handle({ query, signal }, { customerId }) {
      const timeoutMs = readInteger(query, 'timeout_ms', TIMEOUT_MS);
      const { pending, waitedMs } = await settle(context, customerId, { timeoutMs, signal });
      const { setAside, rejected } = await context.engine.outcomes(customerId);
      const reply = { settled: pending === 0, pending, set_aside: setAside, rejected, waited_ms: waitedMs };
      return ok(reply satisfies SettledReply);
    },
  };
}
