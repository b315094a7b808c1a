import { connect } from 'node:net';
import { ROUTES } from '@onevault/contract';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import type { Log } from '@onevault/server/internal/log';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ask } from './ask.ts';
import { endAllCli, runMockServer } from './runCli.ts';

const warned: { line: string; fields: object | undefined }[] = [];
const said: string[] = [];
const log: Log = {
  info: (line) => said.push(line),
  warn: (line, fields) => warned.push({ line, fields }),
  error: (line) => said.push(line),
};
let server: MockServer;
beforeAll(async () => {
  server = await createMockServer({
    log,
    rateLimit: 1_000_000,
    keys: [
      { customerId: 'demo', token: 'ovt_demo', scope: 'full' },
      { customerId: 'demo', token: 'ovt_page', scope: 'write', allowedOrigins: ['https://shop.example'] },
    ],
  });
});
afterAll(() => server?.close());
beforeEach(() => {
  warned.length = 0;
  said.length = 0;
});
afterEach(endAllCli);

const lines = () => warned.map(({ line }) => line);

test('a page of another origin, a wrong token and a wrong path: each is a line with customer, code and origin', async () => {
  const headers = { Origin: 'https://other.example' };
  await ask(server.url + ROUTES.track, { body: {}, key: 'demo:ovt_page', headers });
  await ask(server.url + ROUTES.track, { body: {}, key: 'demo:ovt_wrong', headers });
  await ask(`${server.url}/tracking/private${ROUTES.track}`, { body: {}, headers });
  await ask(server.url + ROUTES.track, { body: {}, key: null });
  await expect
    .poll(lines)
    .toEqual([
      'Refused: 403 ORIGIN_NOT_ALLOWED, customer "demo", origin "https://other.example", /api/v1/track',
      'Refused: 401 INVALID_TOKEN, customer "demo", origin "https://other.example", /api/v1/track',
      'Refused: 404 NOT_FOUND, customer "demo", origin "https://other.example"',
      'Refused: 400 MISSING_CUSTOMER_ID, no customer, no origin, /api/v1/track',
    ]);
  expect(warned[0]?.fields).toMatchObject({
    error_code: 'ORIGIN_NOT_ALLOWED',
    customer_id: 'demo',
    origin: 'https://other.example',
  });
  expect(JSON.stringify([warned, said])).not.toMatch(/ovt_|private/);
});

test('repeats of a cause are one line, and no line has a body', async () => {
  for (let i = 0; i < 20; i += 1) {
    await ask(server.url + ROUTES.track, {
      body: '{"page_url": "my secret",',
      headers: { Origin: 'https://a.example' },
    });
  }
  await ask(server.url + ROUTES.track, {
    body: { event_type: { secret: 1 } },
    headers: { Origin: 'https://a.example' },
  });
  await ask(server.url + ROUTES.track, {
    body: [{ event_type: 'good' }, { event_type: ['secret'] }],
    headers: { Origin: 'https://b.example' },
  });
  await expect
    .poll(lines)
    .toEqual([
      'Refused: 422 INVALID_JSON, customer "demo", origin "https://a.example", /api/v1/track',
      'Refused: 422 INVALID_EVENT, customer "demo", origin "https://a.example", /api/v1/track',
      'Refused: INVALID_EVENT in a batch, customer "demo", origin "https://b.example", /api/v1/track',
    ]);
  expect(JSON.stringify([warned, said])).not.toContain('secret');
});

test('headers cannot write lines of their own', async () => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write(
    `POST ${ROUTES.track} HTTP/1.1\r\nHost: localhost\r\nX-Customer-ID: a\u009b31m\tb\r\nOrigin: x\u0085y\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    'latin1',
  );
  await new Promise((resolve) => socket.resume().once('close', resolve));
  await expect
    .poll(lines)
    .toEqual(['Refused: 401 INVALID_TOKEN, customer "a\\u{9b}31m\\u{9}b", origin "x\\u{85}y", /api/v1/track']);
});

test('the log names the types of the events, with their number', async () => {
  const types = ['page_view', 'purchase', 'page_view', 'a\nb'].map((event_type) => ({ event_type }));
  await ask(server.url + ROUTES.track, { body: types });
  await ask(server.url + ROUTES.trackAsync, { body: {} });
  await ask(server.url + ROUTES.trackAsync, {
    body: Array.from({ length: 9 }, (_, i) => ({ event_type: `type_${i}` })),
  });
  expect(said.filter((line) => line.startsWith('📥'))).toEqual([
    '📥 demo: page_view ×2, purchase, a\\u{a}b',
    '📥 demo: page_view',
    '📥 demo: type_0, type_1, type_2, type_3, type_4 and 4 more',
  ]);
});

test('the command logs both, also as JSON', async () => {
  const run = runMockServer(['--database', 'memory', '--port', '0', '--log-format', 'json']);
  const url = await run.url;
  await ask(url + ROUTES.track, { body: { event_type: 'signup' } });
  await ask(url + ROUTES.track, { body: {}, key: 'demo:ovt_wrong' });
  run.signal('SIGTERM');
  const { stdout } = await run.ended;
  const logged = stdout.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  expect(logged).toContainEqual(
    expect.objectContaining({ level: 'info', msg: '📥 demo: signup', customer_id: 'demo', event_types: { signup: 1 } }),
  );
  expect(logged).toContainEqual(
    expect.objectContaining({
      level: 'warn',
      error_code: 'INVALID_TOKEN',
      customer_id: 'demo',
      origin: null,
      count: 1,
    }),
  );
});
