import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import cors from '@fastify/cors';
import {
  type BatchReply,
  type ErrorReply,
  HEADER_CUSTOMER_ID,
  HEADER_EXPORT_CURSOR,
  HEADER_EXPORT_UNTIL,
  HEADER_LAST_EVENT_ID,
  MAX_BODY_BYTES,
  ROUTES,
} from '@onevault/contract';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { parseBody } from '../ingest/parseBody.ts';
import { Refusal } from '../ingest/refusal.ts';
import { silentLog } from '../log.ts';
import type { Metrics } from '../metrics/createMetrics.ts';
import { answerUnknown } from '../service/answerUnknown.ts';
import type { Admission, Service } from '../service/createService.ts';
import type { Call, Endpoint, Reply } from '../service/endpoint.ts';
import type { Refusals } from '../service/refusals.ts';
import type { RequestHead } from '../service/requestHead.ts';
import { addFiles } from './addFiles.ts';
import { addPage } from './addPage.ts';
import { addSdk } from './addSdk.ts';
import { answerBrokenHttp } from './answerBrokenHttp.ts';
import { compressStream } from './compressStream.ts';
import { createBodyBudget } from './createBodyBudget.ts';
import { createCountryReader } from './createCountryReader.ts';
import { createRefusalLog } from './createRefusalLog.ts';
import { cutStalledStream } from './cutStalledStream.ts';
import { cutUnreadAnswers } from './cutUnreadAnswers.ts';
import { isFromHere } from './isFromHere.ts';
import { decodeBody, type ReceivedBytes, receiveBytes, tooLarge } from './readBody.ts';
import type { HttpSettings } from './serverSettings.ts';
import { toLimitedAddress } from './toLimitedAddress.ts';

export interface HttpServerOptions extends HttpSettings {
  service: Service;
  /** Lets a host add hooks to Fastify before everything else; the returned function adds its hooks after CORS. */
  intercept?: (server: FastifyInstance) => () => void;
  /** Serves the page of the server at `/`. Default false. */
  hasPage?: boolean;
  /** Called with each request to store events that was refused. */
  onRefused?: Refusals['note'];
  /** Called after every answer. */
  onAnswer?: Metrics['onAnswer'];
}

export interface HttpServer {
  /** Resolves with the url once the server listens. Port 0 takes a free port. */
  listen(options: { port: number; host: string }): Promise<string>;
  /** Accepts no more connections; resolves when every open request is answered, or after `graceMs`. */
  close(options: { graceMs: number }): Promise<void>;
}

declare module 'fastify' {
  interface FastifyRequest {
    admission: Admission | null;
    /** The error code of the answer, for the log. */
    refusedWith: string | null;
    /** The answer is a stream, which has no end to wait for. */
    isStreamed: boolean;
  }
}

const PREFLIGHT_MAX_AGE_S = 86_400;
const REQUEST_HEADERS = [HEADER_CUSTOMER_ID, 'Authorization', 'Content-Type', 'Content-Encoding', HEADER_LAST_EVENT_ID];
const EXPOSED_HEADERS = [
  'Retry-After',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Accept-Encoding',
  'X-Request-Id',
  HEADER_EXPORT_UNTIL,
  HEADER_EXPORT_CURSOR,
];
// A request id from a proxy is kept if it fits this pattern, which keeps log lines intact.
const REQUEST_ID_PATTERN = /^[\w.-]{1,64}$/;
// Longer than any browser needs for 1 MiB, short enough that half-sent requests do not pile up.
const REQUEST_TIMEOUT_MS = 60_000;
// Headers fit into a few packets: a client that takes longer holds the connection on purpose.
const HEADERS_TIMEOUT_MS = 15_000;
// How often Node looks for slow requests; its default of 30 s would let them live twice as long.
const SLOW_CHECK_MS = 5_000;
// Longer than the 60 s of common load balancers: a server that closes first races with their next request.
const KEEP_ALIVE_MS = 65_000;
// About what a client gets at once; the rest is not made before it has read this.
const STREAM_BUFFER_BYTES = 65_536;
const HSTS = 'max-age=31536000; includeSubDomains';
const TRACK_PATHS: readonly string[] = [ROUTES.track, ROUTES.trackAsync];

/** The Fastify adapter: serves the service's endpoints over HTTP. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const {
    service,
    allowOrigins,
    files = {},
    unserved = [],
    hasPage = false,
    onRefused,
    intercept,
    trustProxy,
    countryHeader,
    log = silentLog,
    onAnswer,
  } = options;
  const closing = new AbortController();
  allowManyListeners(closing.signal);
  const refusals = createRefusalLog(log);
  const readCountry = createCountryReader(countryHeader);
  const server = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: SLOW_CHECK_MS },
    trustProxy: typeof trustProxy === 'number' ? (_address, hop) => hop < trustProxy : (trustProxy ?? false),
    requestIdHeader: false,
    genReqId(request) {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID_PATTERN.test(given) ? given : randomUUID();
    },
    // While the server closes, it still answers requests on open connections: they were accepted.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_000 },
    frameworkErrors: (error, request, reply) => {
      // No hook has run yet, so the CORS headers are missing.
      const { origin } = request.headers;
      if (!allowOrigins) reply.header('Access-Control-Allow-Origin', '*');
      else reply.header('Vary', 'Origin');
      if (origin !== undefined && allowOrigins?.includes(origin)) reply.header('Access-Control-Allow-Origin', origin);
      send(reply, toReply(error, service));
    },
    clientErrorHandler: answerBrokenHttp,
  });

  server.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id).header('X-Content-Type-Options', 'nosniff');
    // Only over TLS: browsers ignore it elsewhere, and a development server must not promise it.
    if (request.protocol === 'https') reply.header('Strict-Transport-Security', HSTS);
  });
  server.addHook('onResponse', async (request, reply) => {
    if (!request.refusedWith) return;
    refusals.note({
      status: reply.statusCode,
      errorCode: request.refusedWith,
      customerId: header(request, HEADER_CUSTOMER_ID),
      origin: request.headers.origin,
      route: request.is404 ? null : (request.routeOptions.url ?? null),
    });
  });
  if (onRefused)
    server.addHook('onResponse', async (request, reply) => noteRefusal(request, reply, allowOrigins, onRefused));
  if (onAnswer || log.request) {
    server.addHook('onResponse', async (request, reply) => {
      const route = request.is404 ? null : (request.routeOptions.url ?? null);
      const { method } = request;
      const status = reply.statusCode;
      onAnswer?.({ method: toKnownMethod(method), route: route ?? 'none', status, seconds: reply.elapsedTime / 1000 });
      log.request?.({
        request_id: request.id,
        method,
        route,
        status,
        duration_ms: Math.round(reply.elapsedTime * 100) / 100,
      });
    });
  }
  const interceptAfterCors = intercept?.(server);
  await server.register(cors, {
    origin: allowOrigins ?? '*',
    credentials: false,
    strictPreflight: false,
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowedHeaders: REQUEST_HEADERS,
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: PREFLIGHT_MAX_AGE_S,
  });
  interceptAfterCors?.();

  server.decorateRequest('admission', null);
  server.decorateRequest('refusedWith', null);
  server.decorateRequest('isStreamed', false);
  server.addHook('onRequest', async (request, reply) => {
    // Answered before the body is read: no endpoint needs it.
    if (request.is404) return send(reply, answerUnknown(service.endpoints, request.method, pathOf(request)));
  });
  // A kept-alive connection would send more requests and keep the server from closing.
  server.addHook('onSend', async (_request, reply) => {
    if (closing.signal.aborted) reply.header('Connection', 'close');
  });
  server.setNotFoundHandler((request, reply) =>
    send(reply, answerUnknown(service.endpoints, request.method, pathOf(request))),
  );
  server.setErrorHandler((error: FastifyError, request, reply) => send(reply, toReply(error, service, request.id)));

  // Only the bytes are read here; parsing follows the earlier checks. Fastify's own parser would close the connection
  // of a body that is too large before the client has seen the 413.
  server.removeAllContentTypeParsers();
  const budget = createBodyBudget();
  server.addContentTypeParser('*', (_request: FastifyRequest, payload: IncomingMessage) =>
    receiveBytes(payload, budget),
  );
  cutUnreadAnswers(server);

  for (const endpoint of service.endpoints)
    addRoute(server, endpoint, { service, readCountry, closing: closing.signal });
  if (hasPage) addPage(server, Object.keys(files));
  addSdk(server, Object.keys(files));
  for (const [prefix, path] of Object.entries(files)) await addFiles(server, prefix, path, unserved);

  return {
    async listen({ port, host }) {
      await server.listen({ port, host });
      const address = server.server.address() as AddressInfo;
      return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
    },

    async close({ graceMs }) {
      closing.abort();
      const timer = setTimeout(() => server.server.closeAllConnections(), graceMs);
      await server.close();
      refusals.stop();
      clearTimeout(timer);
    },
  };
}

function addRoute(
  server: FastifyInstance,
  endpoint: Endpoint,
  {
    service,
    readCountry,
    closing,
  }: { service: Service; readCountry: (request: FastifyRequest) => string | null; closing: AbortSignal },
): void {
  server.route({
    method: endpoint.method,
    url: endpoint.path,
    async onRequest(request, reply) {
      // Not on files: a page served here may need its referrer policy to name where a visitor comes from.
      reply.header('Cache-Control', 'no-store').header('Referrer-Policy', 'no-referrer');
      if (TRACK_PATHS.includes(endpoint.path)) reply.header('Accept-Encoding', 'gzip');
      request.admission = await service.admit(endpoint, toHead(request));
      if (request.admission) reply.headers(request.admission.headers);
      if (Number(request.headers['content-length']) > MAX_BODY_BYTES) throw tooLarge();
    },
    async handler(request, reply) {
      const call: Call = {
        params: request.params as Record<string, string>,
        query: new URLSearchParams(request.url.split('?').slice(1).join('?')),
        ...(await readBody(request, endpoint)),
        requestId: request.id,
        authorization: request.headers.authorization,
        head: toHead(request),
        accept: request.headers.accept,
        lastEventId: header(request, HEADER_LAST_EVENT_ID),
        client: {
          address: request.ip,
          userAgent: request.headers['user-agent'] ?? null,
          country: readCountry(request),
        },
        get signal() {
          return goneSignal(reply.raw, closing);
        },
      };
      const answer = await service.answer(endpoint, call, request.admission);
      return answer.stream === undefined ? send(reply, answer) : sendStream(reply, answer, answer.stream);
    },
  });
}

async function readBody(request: FastifyRequest, endpoint: Endpoint): Promise<{ body: unknown; bodyBytes: number }> {
  const received = (request.body ?? Buffer.alloc(0)) as ReceivedBytes;
  const bytes = await decodeBody(received, endpoint.body ? header(request, 'Content-Encoding') : undefined);
  if (!endpoint.body || (endpoint.body === 'optional' && bytes.length === 0)) return { body: undefined, bodyBytes: 0 };
  return { body: await parseBody({ contentType: request.headers['content-type'], bytes }), bodyBytes: bytes.length };
}

function send(reply: FastifyReply, { status, headers, body }: Reply): FastifyReply {
  reply.request.refusedWith = findErrorCode(body);
  return reply
    .code(status)
    .headers(headers ?? {})
    .send(body);
}

/** Sends text as it comes, and no faster than the client reads it. */
function sendStream(
  reply: FastifyReply,
  { status, headers, isCompressible = false }: Reply,
  text: AsyncGenerator<string>,
): FastifyReply {
  // Nothing more comes on a connection whose stream has ended: the client is gone, or the server closes.
  reply.code(status).headers({ ...headers, Connection: 'close' });
  reply.request.isStreamed = true;
  if (reply.request.method === 'HEAD') return reply.send('');
  cutStalledStream(reply.raw);
  const source = Readable.from(text, { objectMode: false, highWaterMark: STREAM_BUFFER_BYTES });
  return reply.send(isCompressible ? compressStream(reply, source) : source);
}

/** A browser tells nobody but its own console that it may not call a server: the server saw the question. */
function noteRefusal(
  request: FastifyRequest,
  { statusCode: status }: FastifyReply,
  allowOrigins: string[] | undefined,
  onRefused: Refusals['note'],
): void {
  const customerId = header(request, HEADER_CUSTOMER_ID);
  const { origin } = request.headers;
  const isTracking = request.is404 ? customerId !== undefined : TRACK_PATHS.includes(request.routeOptions.url ?? '');
  if (request.refusedWith && isTracking) onRefused({ errorCode: request.refusedWith, status, customerId, origin });
  if (request.method === 'OPTIONS' && origin !== undefined && allowOrigins && !allowOrigins.includes(origin)) {
    onRefused({ errorCode: 'CORS', status, customerId, origin });
  }
}

/** Each request that waits listens to it, and each open stream: Node would warn of a leak. */
function allowManyListeners(signal: AbortSignal): void {
  try {
    setMaxListeners(0, signal);
  } catch {
    // In Jest's jsdom the signal is jsdom's, which knows no such limit and is none to Node.
  }
}

/** The error code of an answer, or of the first refused event of a batch. */
function findErrorCode(body: Reply['body']): string | null {
  if (typeof body === 'string') return null;
  const { error_code, rejected } = body as Partial<ErrorReply & BatchReply>;
  return error_code ?? (Array.isArray(rejected) ? rejected[0]?.error_code : null) ?? null;
}

/** Puts Fastify's own errors into the contract's form; the service answers all others. */
function toReply(error: unknown, service: Service, requestId?: string): Reply {
  const { statusCode = 500, code = '' } = error as Partial<FastifyError>;
  if (!(error instanceof Error) || error instanceof Refusal || !code.startsWith('FST_') || statusCode >= 500) {
    return service.answerError(error, requestId);
  }
  if (statusCode === 413) return tooLarge();
  if (statusCode === 415) {
    const message = 'The content type must be application/json';
    return new Refusal({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message });
  }
  return new Refusal({ status: statusCode, code: 'BAD_REQUEST', message: 'The request is not well formed' });
}

/** A client can invent methods; a metric's label must be one of a known few. */
function toKnownMethod(method: string): string {
  return ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS'].includes(method) ? method : 'other';
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return typeof value === 'string' ? value : value?.join(', ');
}

function toHead(request: FastifyRequest): RequestHead {
  const { headers } = request;
  return {
    customerId: header(request, HEADER_CUSTOMER_ID),
    authorization: headers.authorization,
    origin: headers.origin,
    host: headers.host ?? '',
    address: toLimitedAddress(request.ip),
    cookie: headers.cookie,
    fetchSite: header(request, 'Sec-Fetch-Site'),
    isFromHere: isFromHere(request),
  };
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}

/** Aborts when the client is gone or the server closes. */
function goneSignal(response: ServerResponse, closing: AbortSignal): AbortSignal {
  const gone = new AbortController();
  const abort = () => {
    closing.removeEventListener('abort', abort);
    gone.abort();
  };
  closing.addEventListener('abort', abort);
  response.once('close', abort);
  if (closing.aborted) abort();
  return gone.signal;
}
