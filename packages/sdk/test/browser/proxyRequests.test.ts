/** What the proxy passes on, and what it does not: visitors may send anything. */
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createProxy, type ProxyOptions } from '../../src/proxy/createProxy.ts';

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

let upstream: Server;
let url: string;
let seen: Seen[] = [];
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  upstream = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push({
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    answer(response);
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
});
afterAll(() => {
  upstream.closeAllConnections();
  upstream.close();
});
beforeEach(() => {
  seen = [];
  answer = (response) => response.setHeader('Content-Type', 'application/json').end('{"success":true}');
});

const create = (more: Partial<ProxyOptions> = {}) => createProxy({ server: url, path: '/t', ...more });
const ask = (path: string, init?: RequestInit) => new Request(`https://shop.example${path}`, init);
const post = (headers: HeadersInit = {}) => ask('/t/e', { method: 'POST', body: '{}', headers });

test.each([
  ['GET', '/t/s.js', '/sdk/0/onevault.min.js'],
  ['HEAD', '/t/s.js', '/sdk/0/onevault.min.js'],
  ['GET', '/t/onevault.inspector.js', '/sdk/0/onevault.inspector.js'],
  ['POST', '/t/e', '/api/v1/track'],
  ['POST', '/t/e/async', '/api/v1/track/async'],
  ['OPTIONS', '/t/e', '/api/v1/track'],
])('%s %s is %s of the server', async (method, path, target) => {
  const response = await create()(ask(`${path}?q=1`, { method }));
  expect(response.status).toBe(200);
  expect(seen).toMatchObject([{ method, url: target }]);
});

test('every name may be another', async () => {
  const proxy = create({ path: '/a/b/', script: '/c/lib.js', endpoint: '/d/send', server: `${url}/below/` });
  await proxy(ask('/a/b/c/lib.js'));
  await proxy(ask('/a/b/c/onevault.inspector.js'));
  await proxy(ask('/a/b/d/send', { method: 'POST', body: '{}' }));
  expect(seen.map((one) => one.url)).toEqual([
    '/below/sdk/0/onevault.min.js',
    '/below/sdk/0/onevault.inspector.js',
    '/below/api/v1/track',
  ]);
});

test.each([
  '/',
  '/t',
  '/t/',
  '/t/e/',
  '/t/E',
  '/t/e/status',
  '/t/api/v1/track/dashboard',
  '/t/%65',
  '/t/s.js/../../health',
  '/t//evil.example/e',
  '/t/constructor',
  '/t/__proto__',
  '/t/e@evil.example/',
  'https://evil.example/t/x',
])('%s is none of its paths', async (path) => {
  expect((await create()(new Request(new URL(path, 'https://shop.example')))).status).toBe(404);
  expect(seen).toEqual([]);
});

test.each([
  ['/t/e', 'GET', 'POST, OPTIONS'],
  ['/t/e', 'DELETE', 'POST, OPTIONS'],
  ['/t/s.js', 'POST', 'GET, HEAD'],
])('%s has no %s', async (path, method, allowed) => {
  const response = await create()(ask(path, { method }));
  expect([response.status, response.headers.get('Allow')]).toEqual([405, allowed]);
  expect(seen).toEqual([]);
});

test('what the visitor claims of addresses, cookies and hosts does not pass, what the server needs does', async () => {
  const passed = {
    authorization: 'Bearer k',
    'content-type': 'application/json',
    origin: 'https://shop.example',
    'user-agent': 'Firefox',
    'x-customer-id': 'demo',
  };
  const claimed = {
    cookie: 'session=1',
    forwarded: 'for=9.9.9.9',
    'x-forwarded-for': '9.9.9.9',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': 'evil.example',
    'x-real-ip': '9.9.9.9',
    'cf-connecting-ip': '9.9.9.9',
    'cf-ipcountry': 'XX',
    'x-request-id': 'evil',
    host: 'evil.example',
  };
  await create()(post({ ...passed, ...claimed }), '192.0.2.7');
  const { headers } = seen[0] as Seen;
  expect(headers).toMatchObject({ ...passed, 'x-forwarded-for': '192.0.2.7', host: new URL(url).host });
  for (const name of Object.keys(claimed))
    if (!/^(host|x-forwarded-for)$/.test(name)) expect(headers).not.toHaveProperty(name);
});

test.each([undefined, null, '', '9.9.9.9, 192.0.2.7', 'evil.example', '1\r\nx: 1', { params: {} }, 7])(
  '%j is no address, and none is sent',
  async (address) => {
    const response = await create()(post({ 'x-forwarded-for': '9.9.9.9' }), address);
    expect(response.status).toBe(200);
    expect(seen[0]?.headers).not.toHaveProperty('x-forwarded-for');
  },
);

test('the answer has no cookie and none of the server’s own headers; a page gets what the tracker reads', async () => {
  answer = (response) =>
    response
      .writeHead(429, {
        'Content-Type': 'application/json',
        'Set-Cookie': 'a=1',
        Server: 'internal-7',
        'Strict-Transport-Security': 'max-age=1',
        'Retry-After': '7',
        'Accept-Encoding': 'gzip',
        'X-Request-Id': 'r1',
      })
      .end('{"detail":"slow down"}');
  const response = await create()(post());
  expect([response.status, await response.json()]).toEqual([429, { detail: 'slow down' }]);
  expect(Object.fromEntries(response.headers)).toEqual({
    'content-type': 'application/json',
    'retry-after': '7',
    'accept-encoding': 'gzip',
    'x-request-id': 'r1',
  });
});

test.each([301, 302, 307])('it follows no %i of the server', async (status) => {
  answer = (response) => response.writeHead(status, { Location: `${url}/health/detailed` }).end();
  const response = await create()(post());
  expect([response.status, response.headers.get('location'), seen.length]).toEqual([502, null, 1]);
});

test('an unchanged script is a 304 without a body', async () => {
  answer = (response) => response.writeHead(304, { ETag: '"1"' }).end();
  const response = await create()(ask('/t/s.js', { headers: { 'If-None-Match': '"1"' } }));
  expect([response.status, response.body]).toEqual([304, null]);
  expect(seen[0]?.headers).toMatchObject({ 'if-none-match': '"1"' });
});

test('a body that comes in pieces is passed on', async () => {
  const text = JSON.stringify(Array.from({ length: 500 }, (_, index) => ({ event_type: `e${index}` })));
  const body = new Response(text).body as ReadableStream;
  const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
  expect((await create()(ask('/t/e', init))).status).toBe(200);
  expect(seen[0]?.body).toBe(text);
});

test('a server that does not answer is a 504, and one that is not there a 502, without its address', async () => {
  answer = () => {};
  const late = await create({ timeoutMs: 20 })(post());
  expect([late.status, (await late.json()).success]).toEqual([504, false]);
  const gone = await create({ server: 'http://127.0.0.1:1' })(post());
  expect(gone.status).toBe(502);
  expect(await gone.text()).not.toMatch(/127|ECONN/);
});

test.each([
  ['server', { server: 'track.example' }],
  ['server', { server: 'ftp://track.example' }],
  ['server', { server: 'https://user:secret@track.example' }],
  ['path', { path: '/' }],
  ['path', { path: 't' }],
  ['script', { script: 's.js' }],
  ['endpoint', { endpoint: '/e?x' }],
  ['timeoutMs', { timeoutMs: 0 }],
] as const)('a wrong %s is told at once: %o', (name, options) => {
  expect(() => create(options)).toThrow(`[OneVault] Failed to create the proxy: ${name} is `);
});
