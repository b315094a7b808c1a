import type { Socket } from 'node:net';
import { decodeBody, type ReceivedBytes } from '@onevault/server/internal/http/readBody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type FaultAction, type FaultableRequest, type FaultHook, findAction, firstHalfOf } from './faultHook.ts';
import { statusFault } from './statusFault.ts';

/**
 * Makes the HTTP server act on the hook's decisions. A fault that must look like a dead server happens before CORS; an
 * answer that a page must be able to read comes after it.
 */
export function interceptWithFaults(faults: FaultHook): (server: FastifyInstance) => () => void {
  return (server) => addHooks(server, faults);
}

function addHooks(server: FastifyInstance, faults: FaultHook): () => void {
  const decided = new WeakMap<FastifyRequest, FaultAction[]>();
  const stalled = new Set<Socket>();
  const delayed = new Set<() => void>();
  const find = <K extends FaultAction['kind']>(request: FastifyRequest, kind: K) =>
    findAction(decided.get(request) ?? [], kind);

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
    const actions = faults.decide(toFaultable(request));
    if (actions.length === 0) return;
    decided.set(request, actions);
    const latency = find(request, 'latency');
    if (latency) await delay(latency.delayMs);
    if (find(request, 'offline')) return cut(request, reply);
    if (find(request, 'refuse_preflight')) return reply.code(403).send({});
  });

  // The body has arrived completely.
  server.addHook('preHandler', async (request, reply) => {
    if (faults.readsEvents() || find(request, 'accept_half')) {
      const body = await peekBody(request);
      if (faults.readsEvents()) {
        const late = faults.decide({ ...toFaultable(request), events: Array.isArray(body) ? body : [body] });
        decided.set(request, [...(decided.get(request) ?? []), ...late]);
        const [latency, status] = [findAction(late, 'latency'), findAction(late, 'status')];
        if (latency) await delay(latency.delayMs);
        if (status) throw statusFault(status);
      }
      if (find(request, 'accept_half') && Array.isArray(body)) {
        request.body = Buffer.from(JSON.stringify(firstHalfOf(body)));
        delete request.headers['content-encoding'];
      }
    }
    if (find(request, 'drop_before')) return cut(request, reply);
    if (find(request, 'stall')) {
      stalled.add(request.raw.socket);
      request.raw.socket.once('close', () => stalled.delete(request.raw.socket));
      return reply.hijack();
    }
  });

  // The handler has finished: its events are stored.
  server.addHook('onSend', async (request, reply, payload) => {
    if (find(request, 'drop_after')) cut(request, reply);
    return payload;
  });

  // Stalled requests would keep the server from closing.
  server.addHook('preClose', async () => {
    for (const socket of stalled) socket.destroy();
    for (const goOn of delayed) goOn();
  });

  return () => {
    server.addHook('onRequest', async (request) => {
      const fault = find(request, 'status');
      if (fault) throw statusFault(fault);
    });
  };
}

function toFaultable(request: FastifyRequest): FaultableRequest {
  const customerId = request.headers['x-customer-id'];
  return {
    method: request.method,
    path: request.url.split('?', 1)[0] ?? '',
    customerId: typeof customerId === 'string' ? customerId : null,
  };
}

/** The body as the handler will parse it; undefined if the handler will refuse it. */
async function peekBody(request: FastifyRequest): Promise<unknown> {
  try {
    const bytes = await decodeBody(request.body as ReceivedBytes, request.headers['content-encoding']);
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function cut(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.raw.socket.destroy();
  return reply.hijack();
}
