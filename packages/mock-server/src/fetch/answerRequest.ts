import { HEADER_CUSTOMER_ID, HEADER_LAST_EVENT_ID, MAX_BODY_BYTES } from '@onevault/contract';
import { parseBody } from '@onevault/server/internal/ingest/parseBody';
import { Refusal } from '@onevault/server/internal/ingest/refusal';
import { answerUnknown } from '@onevault/server/internal/service/answerUnknown';
import type { Service } from '@onevault/server/internal/service/createService';
import type { Call, Endpoint, Reply } from '@onevault/server/internal/service/endpoint';
import { matchPath } from '@onevault/server/internal/service/matchPath';
import { type FaultAction, type FaultHook, findAction, firstHalfOf } from '../faults/faultHook.ts';
import { statusFault } from '../faults/statusFault.ts';
import { CORS } from './cors.ts';
import { inflateBody } from './inflateBody.ts';
import { PREFLIGHT } from './preflight.ts';

export interface FetchAdapter {
  service: Service;
  faults: FaultHook;
  /** Aborted when the adapter closes; ends stalled and waiting requests. */
  closing: AbortSignal;
  /** The path of the tracker's base url: empty, or such as `/tracking`. */
  prefix: string;
}

/**
 * The adapter for the web platform: takes a Request and resolves with a Response, without a socket. Rejects with the
 * `TypeError` of a failed fetch if a fault cuts the connection.
 */
export async function answerRequest(adapter: FetchAdapter, request: Request): Promise<Response> {
  const { service, faults, closing, prefix } = adapter;
  const { pathname, searchParams } = new URL(request.url);
  const path = pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : pathname;
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const faultable = { method: request.method, path, customerId: request.headers.get(HEADER_CUSTOMER_ID) };
  // Aborted when the reader of a stream stops, which the request's own signal does not say.
  const unread = new AbortController();
  const signal = AbortSignal.any([request.signal, closing, unread.signal]);

  const actions = faults.decide(faultable);
  await carryOut(actions, signal);
  if (findAction(actions, 'offline')) throw cut();
  if (method === 'OPTIONS') {
    const isRefused = findAction(actions, 'refuse_preflight') !== undefined;
    return new Response(null, isRefused ? { status: 403 } : { status: 204, headers: PREFLIGHT });
  }

  const endpoint = matchPath(service.endpoints, path).find((one) => one.method === method);
  if (!endpoint) {
    return toResponse(answerUnknown(service.endpoints, request.method, path));
  }
  try {
    const status = findAction(actions, 'status');
    if (status) throw statusFault(status);
    const admission = await service.admit(endpoint, {
      customerId: request.headers.get(HEADER_CUSTOMER_ID) ?? undefined,
      authorization: request.headers.get('Authorization') ?? undefined,
      origin: request.headers.get('Origin') ?? undefined,
      address: null,
    });
    const { body, bodyBytes } = await readBody(request, endpoint);
    if (faults.readsEvents()) {
      const late = faults.decide({ ...faultable, events: Array.isArray(body) ? body : [body] });
      await carryOut(late, signal);
      const lateStatus = findAction(late, 'status');
      if (lateStatus) throw statusFault(lateStatus);
      actions.push(...late);
    }
    if (findAction(actions, 'drop_before')) throw cut();
    if (findAction(actions, 'stall')) await untilAborted(signal);
    const call: Call = {
      params: readParams(endpoint, path),
      query: searchParams,
      body: findAction(actions, 'accept_half') ? firstHalfOf(body) : body,
      bodyBytes,
      client: { address: null, userAgent: request.headers.get('User-Agent') ?? ownAgent() },
      signal,
      authorization: request.headers.get('Authorization') ?? undefined,
      lastEventId: request.headers.get(HEADER_LAST_EVENT_ID) ?? undefined,
      accept: request.headers.get('Accept') ?? undefined,
    };
    const reply = await service.answer(endpoint, call, admission);
    if (findAction(actions, 'drop_after')) throw cut();
    const headers = { ...admission?.headers, 'Cache-Control': 'no-store' };
    if (!reply.stream) return toResponse(reply, headers);
    if (request.method === 'HEAD') unread.abort();
    return toResponse(reply, headers, request.method === 'HEAD' ? null : toByteStream(reply.stream, unread));
  } catch (error) {
    if (error instanceof CutConnection) throw error;
    return toResponse(service.answerError(error));
  }
}

/** Fails as a browser's fetch does, without a reason. */
class CutConnection extends TypeError {
  override name = 'TypeError';
}

function cut(): CutConnection {
  return new CutConnection('Failed to fetch');
}

async function carryOut(actions: FaultAction[], signal: AbortSignal): Promise<void> {
  const latency = findAction(actions, 'latency');
  if (!latency) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, latency.delayMs);
  });
  await Promise.race([waited, untilAborted(signal)]).finally(() => clearTimeout(timer));
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(cut());
    signal.addEventListener('abort', () => reject(cut()), { once: true });
  });
}

async function readBody(request: Request, endpoint: Endpoint): Promise<{ body: unknown; bodyBytes: number }> {
  if (!endpoint.body) return { body: undefined, bodyBytes: 0 };
  const encoding = request.headers.get('Content-Encoding')?.trim().toLowerCase() ?? '';
  const isPlain = encoding === '' || encoding === 'identity';
  const bytes = new Uint8Array(await (isPlain ? request.arrayBuffer() : inflateBody(request, encoding)));
  if (bytes.length > MAX_BODY_BYTES) {
    throw new Refusal({
      status: 413,
      code: 'BODY_TOO_LARGE',
      message: `The body is larger than ${MAX_BODY_BYTES} bytes: send fewer events at once`,
    });
  }
  if (endpoint.body === 'optional' && bytes.length === 0) return { body: undefined, bodyBytes: 0 };
  const contentType = request.headers.get('Content-Type') ?? undefined;
  return { body: await parseBody({ contentType, bytes }), bodyBytes: bytes.length };
}

function readParams(endpoint: Endpoint, path: string): Record<string, string> {
  const values = path.split('/');
  return Object.fromEntries(
    endpoint.path
      .split('/')
      .flatMap((segment, i) => (segment.startsWith(':') ? [[segment.slice(1), decode(values[i] ?? '')]] : [])),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The page's own user agent: a service worker does not see that header. */
function ownAgent(): string | null {
  return (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent ?? null;
}

function toResponse(
  { status, body, headers }: Reply,
  more: Record<string, string> = {},
  content?: ReadableStream<Uint8Array> | null,
): Response {
  const isText = typeof body === 'string';
  return new Response(content === undefined ? (isText ? body : JSON.stringify(body)) : content, {
    status,
    headers: { ...CORS, ...(!isText && { 'Content-Type': 'application/json; charset=utf-8' }), ...more, ...headers },
  });
}

/** Makes no more than the reader takes. */
function toByteStream(text: AsyncGenerator<string, void>, unread: AbortController): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await text.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      unread.abort();
      await text.return();
    },
  });
}
