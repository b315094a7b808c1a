import { DEFAULT_SETTLED_TIMEOUT_MS, MAX_SETTLED_TIMEOUT_MS, ROUTES, type SettledReply } from '@onevault/contract';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok } from '../endpoint.ts';
import { readInteger } from '../readQuery.ts';

const TIMEOUT_MS = { min: 0, max: MAX_SETTLED_TIMEOUT_MS, fallback: DEFAULT_SETTLED_TIMEOUT_MS };
// Most barriers are passed at the first look or after one run of the worker; those that are not should not keep the database busy.
const FIRST_DELAY_MS = 2;
const LONGEST_DELAY_MS = 50;

/** The barrier: answers once everything accepted before the call has arrived where it will stay. */
export function settledEndpoint({ engine, wake }: ServiceContext): Endpoint {
  return {
    method: 'GET',
    path: ROUTES.settled,
    access: 'secret',
    doc: {
      summary: 'Waits until everything accepted before the call has arrived',
      description: 'Answers once each such event is in the business layer, set aside or rejected, or the time is over.',
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
      const startMs = performance.now();
      const mark = await engine.now();
      wake(customerId);

      let pending = await engine.pendingBefore(customerId, mark);
      for (
        let delayMs = FIRST_DELAY_MS;
        pending > 0 && !signal.aborted;
        delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)
      ) {
        const leftMs = timeoutMs - (performance.now() - startMs);
        if (leftMs <= 0) break;
        await delay(Math.min(delayMs, leftMs));
        pending = await engine.pendingBefore(customerId, mark);
      }
      return ok({
        settled: pending === 0,
        pending,
        waited_ms: Math.round(performance.now() - startMs),
      } satisfies SettledReply);
    },
  };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
