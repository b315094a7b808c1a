import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal, type RefusalOptions } from '../ingest/refusal.ts';
import type { FaultAction, FaultHook } from './faultHook.ts';

const CODES: Record<number, RefusalOptions['code']> = {
  413: 'BODY_TOO_LARGE',
  429: 'RATE_LIMITED',
  500: 'INTERNAL_ERROR',
  503: 'DATABASE_UNAVAILABLE',
};

/**
 * Has the door carry out what `decide` says. Registered before CORS for what a browser must not be able
 * to tell from a dead server; `answerFaults` is called behind CORS, for what a page has to be able to read.
 */
export function injectFaults(server: FastifyInstance, decide: FaultHook): { answerFaults(): void } {
  const decided = new WeakMap<FastifyRequest, FaultAction[]>();
  const stalled = new Set<Socket>();
  const delayed = new Set<() => void>();
  const find = <K extends FaultAction['kind']>(request: FastifyRequest, kind: K) =>
    decided.get(request)?.find((action): action is Extract<FaultAction, { kind: K }> => action.kind === kind);

  const delay = (ms: number) =>
    new Promise<void>((resolve) => {
      const goOn = () => {
        clearTimeout(timer);
        delayed.delete(goOn);
        resolve();
      };
      const timer = setTimeout(goOn, ms);
      delayed.add(goOn);
    });

  server.addHook('onRequest', async (request, reply) => {
    const customerId = request.headers['x-customer-id'];
    const actions = decide({
      method: request.method,
      path: request.url.split('?', 1)[0] ?? '',
      customerId: typeof customerId === 'string' ? customerId : null,
    });
    if (actions.length === 0) return;
    decided.set(request, actions);
    const latency = find(request, 'latency');
    if (latency) await delay(latency.delayMs);
    if (find(request, 'offline')) return cut(request, reply);
    if (find(request, 'refuse_preflight')) return reply.code(403).send({});
  });

  // The body has arrived: the client has done its part.
  server.addHook('preHandler', async (request, reply) => {
    if (find(request, 'drop_before')) return cut(request, reply);
    if (find(request, 'stall')) {
      stalled.add(request.raw.socket);
      request.raw.socket.once('close', () => stalled.delete(request.raw.socket));
      return reply.hijack();
    }
  });

  // The handler is done: what it stored is stored.
  server.addHook('onSend', async (request, reply, payload) => {
    if (find(request, 'drop_after')) cut(request, reply);
    return payload;
  });

  // They would keep the server from closing.
  server.addHook('preClose', async () => {
    for (const socket of stalled) socket.destroy();
    for (const goOn of delayed) goOn();
  });

  return {
    answerFaults() {
      server.addHook('onRequest', async (request) => {
        const fault = find(request, 'status');
        if (!fault) return;
        throw new Refusal({
          status: fault.status,
          code: CODES[fault.status] ?? (fault.status >= 500 ? 'INTERNAL_ERROR' : 'BAD_REQUEST'),
          message: `A fault answers ${fault.status}`,
          headers: fault.retryAfter === null ? {} : { 'Retry-After': fault.retryAfter },
        });
      });
    },
  };
}

function cut(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.raw.socket.destroy();
  return reply.hijack();
}
