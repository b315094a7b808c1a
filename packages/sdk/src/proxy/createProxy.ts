import { version } from '../../package.json';

/** Options of `createProxy`. */
export interface ProxyOptions {
  /** The address of the OneVault server, such as `https://track.internal:8000`. Required. */
  server: string;
  /** Where the site answers, the `data-api` of the tag. Required. */
  path: string;
  /** The script, below `path`. Default `/s.js`. */
  script?: string;
  /** The tracking route, below `path`: the `data-path` of the tag, the tracker's `trackPath`. Default `/e`. */
  endpoint?: string;
  /** How long the server may take, in milliseconds. Default 10,000. */
  timeoutMs?: number;
}

/**
 * Answers one request. `clientAddress` is the visitor's address as your platform knows it; anything else than an address
 * is ignored. Never rejects.
 */
export type TrackerProxy = (request: Request, clientAddress?: unknown) => Promise<Response>;

/** What the server needs of a request. No cookie, and nothing that a visitor could have made up about addresses. */
const REQUEST_HEADERS = [
  'Access-Control-Request-Headers',
  'Access-Control-Request-Method',
  'Authorization',
  'Content-Encoding',
  'Content-Type',
  'If-Modified-Since',
  'If-None-Match',
  'Origin',
  'User-Agent',
  'X-Customer-ID',
];
/** What a page needs of an answer. `fetch` has decompressed it, so its length and encoding are those of another body. */
const RESPONSE_HEADERS = [
  'Accept-Encoding',
  'Access-Control-Allow-Headers',
  'Access-Control-Allow-Methods',
  'Access-Control-Allow-Origin',
  'Access-Control-Expose-Headers',
  'Access-Control-Max-Age',
  'Cache-Control',
  'Content-Type',
  'ETag',
  'Last-Modified',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
  'Vary',
  'X-Content-Type-Options',
  'X-Request-Id',
];
/** An address of IPv4 or IPv6: a list would let a visitor choose. */
const ADDRESS = /^[\da-f.:]{2,45}$/i;
const PATH = /^(\/[\w.-]+)+$/;
const SCRIPTS = `/sdk/${version.split('.', 1)[0]}`;
const TRACK = '/api/v1/track';
const INSPECTOR = 'onevault.inspector.js';

/**
 * Serves the script and the tracking route of a OneVault server from your own site, under names of your own, so that
 * fewer blockers stop them. It forwards these paths only, to this server only, without cookies.
 *
 * @example
 * const proxy = createProxy({ server: 'https://track.internal:8000', path: '/t' });
 * export const POST = (request) => proxy(request, request.headers.get('x-real-ip'));
 *
 * @throws Error if an option is wrong. At run time failures are answers: 404 for another path, 405 for another method,
 * 502 without an answer of the server, 504 after `timeoutMs`; the tracker keeps its events then and tries again.
 */
export function createProxy(options: ProxyOptions): TrackerProxy {
  const { timeoutMs = 10_000 } = options;
  const server = toServer(options.server);
  const [path, script, endpoint] = [
    toPath('path', options.path, '/t'),
    toPath('script', options.script ?? '/s.js', '/s.js'),
    toPath('endpoint', options.endpoint ?? '/e', '/e'),
  ];
  if (!(timeoutMs > 0)) fail('timeoutMs', timeoutMs, '10000');
  const routes: Record<string, [target: string, methods: string]> = {
    [path + script]: [`${SCRIPTS}/onevault.min.js`, 'GET HEAD'],
    // The script looks for it beside itself.
    [(path + script).replace(/[^/]+$/, INSPECTOR)]: [`${SCRIPTS}/${INSPECTOR}`, 'GET HEAD'],
    [path + endpoint]: [TRACK, 'POST OPTIONS'],
    [`${path}${endpoint}/async`]: [`${TRACK}/async`, 'POST OPTIONS'],
  };

  return async (request, clientAddress) => {
    const { pathname } = new URL(request.url);
    const route = Object.hasOwn(routes, pathname) && routes[pathname];
    if (!route) return toAnswer(404, 'Not Found');
    const [target, methods] = route;
    if (!methods.split(' ').includes(request.method))
      return toAnswer(405, 'Method Not Allowed', { Allow: methods.replace(' ', ', ') });
    const headers = pick(request.headers, REQUEST_HEADERS);
    if (typeof clientAddress === 'string' && ADDRESS.test(clientAddress)) headers.set('X-Forwarded-For', clientAddress);
    // Not the signal of the request: a page that goes away after it has sent its last events must not undo that.
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await fetch(server + target, {
        method: request.method,
        headers,
        body: request.body,
        // Only the paths above, wherever the server would lead us.
        redirect: 'manual',
        signal,
        // Node refuses a stream without it; the type does not know it.
        ...({ duplex: 'half' } as object),
      });
      const { status, ok, body } = answer;
      if (!ok && status < 400 && status !== 304)
        return toAnswer(502, 'The OneVault server sends us elsewhere: check its address.');
      return new Response(status === 204 || status === 304 ? null : body, {
        status,
        headers: pick(answer.headers, RESPONSE_HEADERS),
      });
    } catch {
      // Whatever the reason says of hosts and ports is nothing for visitors.
      if (signal.aborted) return toAnswer(504, 'The OneVault server did not answer in time.');
      return toAnswer(502, 'The OneVault server cannot be reached.');
    }
  };
}

function pick(from: Headers, names: string[]): Headers {
  const picked = new Headers();
  for (const name of names) {
    const value = from.get(name);
    if (value !== null) picked.set(name, value);
  }
  return picked;
}

/** In the shape of the API, so that the tracker tells the developer. */
function toAnswer(status: number, message: string, headers?: HeadersInit): Response {
  return Response.json({ success: false, detail: message, message }, { status, ...(headers && { headers }) });
}

function toServer(given: unknown): string {
  const url = typeof given === 'string' && URL.canParse(given) && new URL(given);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash)
    return fail('server', given, 'https://track.example');
  return url.href.replace(/\/+$/, '');
}

function toPath(name: string, given: unknown, example: string): string {
  const path = typeof given === 'string' && given.replace(/\/+$/, '');
  return path && PATH.test(path) ? path : fail(name, given, example);
}

function fail(name: string, value: unknown, example: string): never {
  throw new Error(`[OneVault] Failed to create the proxy: ${name} is ${value}. Try ${example}.`);
}
