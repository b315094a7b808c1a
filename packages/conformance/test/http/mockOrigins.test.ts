import { request } from 'node:http';
import { ROUTES } from '@onevault/contract';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from './ask.ts';

// A mock server listens on a developer's machine without a key. Any open page can send requests to it; requests that a
// form could send even go without a preflight.

let server: MockServer;
beforeAll(async () => {
  server = await createMockServer();
});
afterAll(() => server?.close());

const DOINGS: [path: string, options: { method: string; body?: object }][] = [
  ['faults', { method: 'POST', body: { fault: 'offline' } }],
  ['faults', { method: 'DELETE' }],
  ['clock', { method: 'POST', body: { freeze: true } }],
  ['customers', { method: 'POST' }],
  ['reset', { method: 'POST' }],
  ['wait', { method: 'POST', body: { event_type: 'x', timeout_ms: 0 } }],
  ['funnel', { method: 'POST', body: { steps: ['x'] } }],
  ['events', { method: 'GET' }],
];
const from = (origin: string, [path, options]: (typeof DOINGS)[number], url = server.url) =>
  ask(`${url}/mock/${path}`, { key: null, ...options, headers: { Origin: origin } });

test.each([
  'https://evil.example',
  'http://localhost.evil.example',
  'http://127.0.0.1.evil.example:8000',
  'null',
  'https://localhost@evil.example',
])('a page of %s cannot drive or read them', async (origin) => {
  const { token } = await server.createCustomer('demo2');
  for (const doing of DOINGS) {
    const { status, body } = await from(origin, doing);
    expect([doing[0], status, body.error_code]).toEqual([doing[0], 403, 'ORIGIN_NOT_ALLOWED']);
  }
  expect([server.faults.list(), server.clock.isFrozen]).toEqual([[], false]);
  // Tracking is open to pages of every origin.
  const tracked = await ask(server.url + ROUTES.track, {
    body: {},
    key: `demo2:${token}`,
    headers: { Origin: origin },
  });
  expect(tracked.status).toBe(200);
});

test('nor can a page whose own host name resolves to this machine: its requests are same-origin', async () => {
  const { port } = new URL(server.url);
  const headers = { Origin: `http://evil.example:${port}`, Host: `evil.example:${port}` };
  expect((await ask(`${server.url}/mock/reset`, { method: 'POST', key: null, headers })).status).toBe(403);
});

test.each(['http://localhost:5173', 'http://127.0.0.1:8000', 'http://[::1]:3000', 'https://app.localhost'])(
  'a page of this machine can: %s',
  async (origin) => {
    expect((await from(origin, ['events', { method: 'GET' }])).status).toBe(200);
  },
);

test('a page of an allowed origin can, a page of another origin cannot', async () => {
  const strict = await createMockServer({ allowOrigins: ['https://shop.example'] });
  const doing: (typeof DOINGS)[number] = ['reset', { method: 'POST' }];
  expect((await from('https://shop.example', doing, strict.url)).status).toBe(200);
  expect((await from('https://evil.example', doing, strict.url)).status).toBe(403);
  await strict.close();
});

test('a request without an Origin header is accepted', async () => {
  expect((await ask(`${server.url}/mock/faults`, { key: null })).status).toBe(200);
});

/** What a server answers to a request under a name of our choosing, which `fetch` does not let us choose. */
function askAs(url: string, host: string, path: string, headers: Record<string, string> = {}) {
  return new Promise<number | undefined>((resolve, reject) => {
    const { port } = new URL(url);
    request({ port, path, headers: { ...headers, Host: host } }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });
}
const DEMO = { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo' };

test('a page whose host name resolves to this machine can use neither the controls nor the default key', async () => {
  for (const host of ['evil.example', 'evil.example:8000', '192.168.0.2']) {
    expect(await askAs(server.url, host, '/mock/events')).toBe(403);
    expect(await askAs(server.url, host, ROUTES.dashboard, DEMO)).toBe(403);
  }
  for (const host of ['localhost', '127.0.0.1:8000', '[::1]:8000']) {
    expect(await askAs(server.url, host, '/mock/events')).toBe(200);
    expect(await askAs(server.url, host, ROUTES.dashboard, DEMO)).toBe(200);
  }
});

test('a page of another origin cannot use the default key; a page of this machine can', async () => {
  const dashboard = (origin: string) => ask(server.url + ROUTES.dashboard, { headers: { Origin: origin } });
  expect(await dashboard('https://evil.example')).toMatchObject({
    status: 403,
    body: { error_code: 'ORIGIN_NOT_ALLOWED' },
  });
  expect((await dashboard('http://localhost:5173')).status).toBe(200);
});

test('other keys work under every host name, and host names can be allowed', async () => {
  const { token } = await server.createCustomer('demo3');
  const own = { 'X-Customer-ID': 'demo3', Authorization: `Bearer ${token}` };
  expect(await askAs(server.url, 'evil.example', ROUTES.dashboard, own)).toBe(200);
  const allowing = await createMockServer({ allowHosts: ['mock'] });
  expect(await askAs(allowing.url, 'mock:8000', '/mock/events')).toBe(200);
  expect(await askAs(allowing.url, 'other:8000', '/mock/events')).toBe(403);
  await allowing.close();
});
