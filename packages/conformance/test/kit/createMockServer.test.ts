import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMockServer, type MockServer, type MockServerOptions } from '@onevault/mock-server/internal/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { track } from '../../../mock-server/test/track.ts';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';

const servers: MockServer[] = [];
async function start(options?: MockServerOptions): Promise<MockServer> {
  const server = await createMockServer(options);
  servers.push(server);
  return server;
}
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

describe.each([
  ['with a port', undefined],
  ['without one', false],
] as const)('a server %s', (_what, port) => {
  const options = port === undefined ? {} : { port };

  test('returns the arrived events in order of time, and deletes them on reset', async () => {
    const server = await start(options);
    await track(server, { event_type: 'second', event_data: { timestamp: new Date().toISOString() } });
    await track(server, {
      event_type: 'first',
      event_data: { timestamp: new Date(Date.now() - 60_000).toISOString() },
    });
    await server.settled();
    expect((await server.events()).map((event) => event.event_type)).toEqual(['first', 'second']);
    expect(await server.events({ event_type: 'first' })).toHaveLength(1);
    expect(await server.events({ where: { timestamp: expect.any(String) }, limit: 1 })).toMatchObject([
      { event_type: 'second' },
    ]);
    await server.reset();
    expect(await server.events()).toEqual([]);
    expect((await track(server, {})).status).toBe(200);
  });

  test('returns refused events, and stored but invalid ones', async () => {
    const server = await start(options);
    expect((await track(server, [{ event_id: 'evt_1', page_url: 5 }, { event_id: 'evt_2' }])).status).toBe(200);
    await track(server, { event_id: 'evt_3', event_type: ' ' });
    expect(await server.rejected()).toEqual([
      {
        event_id: 'evt_1',
        event_type: null,
        page_url: null,
        stage: 'refused',
        reason: { rule: 'string_type', pointer: '/page_url', message: 'Input should be a valid string' },
      },
      {
        event_id: 'evt_3',
        event_type: ' ',
        page_url: '',
        stage: 'rejected',
        reason: { rule: 'event_type_blank', pointer: '/event_type', message: 'event_type is blank' },
      },
    ]);
    expect((await server.events()).map((event) => event.event_id)).toEqual(['evt_2']);
  });

  test('answers a preflight, an unknown path, a wrong method and a wrong key by the contract', async () => {
    const server = await start(options);
    const ask = async (path: string, init?: RequestInit) => {
      const response = await server.fetch(path, init);
      return [response.status, response.headers.get('access-control-allow-origin')];
    };
    expect((await ask('/api/v1/track', { method: 'OPTIONS', headers: { Origin: 'https://shop.example' } }))[0]).toBe(
      204,
    );
    expect(await ask('/nowhere')).toEqual([404, '*']);
    expect(await ask('/api/v1/track')).toEqual([405, '*']);
    expect(await ask('/api/v1/track', { method: 'POST', body: '{}' })).toEqual([400, '*']);
    expect(
      await ask('/api/v1/track/status', { headers: { 'X-Customer-ID': 'demo', Authorization: 'Bearer x' } }),
    ).toEqual([401, '*']);
    expect(await ask('/health')).toEqual([200, '*']);
  });

  test('accepts gzip, and refuses bodies that are too large, not JSON or not gzip', async () => {
    const server = await start(options);
    const gzip = new Response(
      new Blob(['{"event_type":"zipped"}']).stream().pipeThrough(new CompressionStream('gzip')),
    );
    const send = async (body: string | ArrayBuffer, headers: Record<string, string> = {}) =>
      (
        await server.fetch('/api/v1/track', {
          method: 'POST',
          body,
          headers: {
            'X-Customer-ID': 'demo',
            Authorization: 'Bearer ovt_demo',
            'Content-Type': 'application/json',
            ...headers,
          },
        })
      ).status;
    expect(await send(await gzip.arrayBuffer(), { 'Content-Encoding': 'gzip' })).toBe(200);
    expect(await send('{}', { 'Content-Encoding': 'gzip' })).toBe(422);
    expect(await send('{}', { 'Content-Encoding': 'br' })).toBe(415);
    expect(await send('{}', { 'Content-Type': 'text/plain' })).toBe(415);
    expect(await send('{')).toBe(422);
    expect(await send(JSON.stringify({ page_url: 'x'.repeat(1024 * 1024) }))).toBe(413);
    expect(await server.events()).toMatchObject([{ event_type: 'zipped' }]);
  });
});

test('200 concurrent tests on one server never see each other’s events', async () => {
  const server = await start();
  const seen = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const customer = await server.createCustomer();
      for (let n = 0; n <= i % 3; n += 1)
        await track(server, { event_type: `of_${i}` }, { customer, background: n % 2 === 1 });
      await customer.settled();
      return (await customer.events()).map((event) => event.event_type);
    }),
  );
  seen.forEach((types, i) => {
    expect(types).toEqual(Array.from({ length: (i % 3) + 1 }, () => `of_${i}`));
  });
});

test('two servers in one process share nothing', async () => {
  const [one, two] = await Promise.all([start(), start()]);
  await track(one, {});
  expect([(await one.events()).length, (await two.events()).length]).toEqual([1, 0]);
});

test('works on PGlite', async () => {
  const server = await start({ engine: 'pglite' });
  await track(server, { event_id: 'evt_1', event_type: 'signup', event_data: { plan: 'pro' } }, { background: true });
  expect(await server.waitFor({ event_type: 'signup', where: { plan: 'pro' } })).toMatchObject([{ event_id: 'evt_1' }]);
  await server.settled();
  await track(server, { event_type: '' });
  await track(server, { event_type: ' ' });
  expect(await server.rejected()).toMatchObject([{ stage: 'refused' }, { stage: 'rejected', event_type: ' ' }]);
  await operationsOf(server.engine).setRetention('demo', 10);
  await server.clock.advance('11 days');
  expect(server.clock.moves).toBe('sessions_and_retention');
  expect(await server.events()).toEqual([]);
  expect(() => server.faults.add({ fault: 'set_aside' })).toThrow(
    'set_aside is unavailable here: only the built-in memory engine can set aside valid events.',
  );
});

test('a crash on a database stores nothing of the request, and events accepted before are processed later', async () => {
  const server = await start({ engine: 'pglite' });
  const counts = () => server.engine.counts('demo');
  await track(server, { event_id: 'evt_1', event_type: 'order' });
  server.faults.add({ fault: 'crash', event_type: 'order', nth: 2 });
  const batch = ['evt_1', 'evt_2', 'evt_3'].map((event_id) => ({ event_id, event_type: 'order' }));
  expect((await track(server, batch)).status).toBe(503);
  expect(server.faults.list()).toMatchObject([{ seen: 2, hit: 1 }]);
  expect(await counts()).toMatchObject({ total: 1, loaded: 1 });
  expect(await (await track(server, batch)).json()).toMatchObject({ duplicates: ['evt_1'], event_ids: { length: 3 } });

  server.faults.remove();
  const { id } = server.faults.add({ fault: 'crash', event_type: 'later' });
  await track(server, [{ event_id: 'evt_4', event_type: 'later' }, { event_id: 'evt_5' }], { background: true });
  await expect.poll(() => server.faults.list()[0]?.hit).toBeGreaterThan(1);
  expect(await counts()).toMatchObject({ total: 5, rawPending: 2, loaded: 3 });
  server.faults.remove(id);
  await server.settled();
  expect(await counts()).toMatchObject({ rawPending: 0, loaded: 5 });
});

test('works on PostgreSQL, each test with its own customer', async () => {
  const engine = (await createDatabase()) as `postgres://${string}`;
  const [one, two] = await Promise.all([start({ engine }), start({ engine })]);
  const [mine, other] = [await one.createCustomer(), await two.createCustomer()];
  await track(one, { event_type: 'signup', event_data: { plan: 'pro' } }, { customer: mine, background: true });
  expect(await mine.waitFor({ event_type: 'signup', where: { plan: 'pro' } })).toHaveLength(1);
  await other.settled();
  expect(await other.events()).toEqual([]);
  for (const server of servers.splice(0)) await server.close();
});

test('works under fake timers', async () => {
  vi.useFakeTimers();
  try {
    const server = await start({ port: false });
    await track(server, { event_type: 'later' }, { background: true });
    await server.settled();
    expect(await server.events()).toMatchObject([{ event_type: 'later' }]);
    await expect(server.waitFor({ event_type: 'never', timeoutMs: 1 })).rejects.toThrow('Failed to see "never"');
  } finally {
    vi.useRealTimers();
  }
});

test('names the program that uses a taken port', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(start({ port })).rejects.toThrow(
    new RegExp(`^Failed to listen on 127\\.0\\.0\\.1:${port}: the port is in use by .+\\. Please use another port`),
  );
  await new Promise((resolve) => other.close(resolve));

  const first = await start();
  await expect(start({ port: Number(new URL(first.url).port) })).rejects.toThrow('a OneVault server');
});

test.each([
  [
    'an engine',
    () => start({ engine: 'mysql' as 'memory' }),
    'there is no engine "mysql". Please use "memory", "pglite" or a postgres:// url.',
  ],
  [
    'a filter',
    async () => (await start()).events({ type: 'x' } as object),
    'there is no "type". Please use event_type, session_id, stage, where, limit.',
  ],
  [
    'a stage',
    async () => (await start()).events({ stage: 'gold' as 'any' }),
    'Failed to filter by stage: there is no "gold". Please use business, set_aside, rejected, staging, raw, any.',
  ],
  [
    'a wait',
    async () => (await start()).waitFor({ event_type: 'x', times: 2 } as never),
    'there is no "times". Please use event_type, count, where, timeoutMs.',
  ],
  [
    'a wait without a type',
    async () => (await start()).waitFor({} as never),
    'event_type is missing. Please name the type of the events.',
  ],
  [
    'a duration',
    async () => (await start()).clock.advance('soon'),
    'it is not a number and a unit. Please write something like "31 min"; units are ms, s, min, h and days.',
  ],
  [
    'no plan',
    async () => (await start()).coverage(),
    'there is no tracking plan. Please start the server with { plan }.',
  ],
])('%s fails with what is allowed', async (_what, run, message) => {
  await expect(run()).rejects.toThrow(message);
});

describe('leftovers of a test', () => {
  async function warningsOf(leave: (server: MockServer) => Promise<unknown>): Promise<string[]> {
    const server = await createMockServer();
    await leave(server);
    const warnings: string[] = [];
    const emit = vi.spyOn(process, 'emitWarning').mockImplementation((message) => void warnings.push(String(message)));
    await server.close();
    emit.mockRestore();
    return warnings;
  }

  test('a test that ends cleanly has none', async () => {
    expect(
      await warningsOf(async (server) => {
        server.faults.add({ fault: 'status', status: 503, first: 1 });
        await track(server, {});
        await track(server, {});
      }),
    ).toEqual([]);
  });

  test('list unsettled events and faults that no request met', async () => {
    const warnings = await warningsOf(async (server) => {
      const customer = await server.createCustomer('acme');
      server.faults.add({ fault: 'drop_after', nth: 5 });
      customer.faults.add({ fault: 'stall' });
      server.faults.add({ fault: 'crash' });
      await track(server, { event_id: 'evt_1', event_type: 'signup' }, { background: true });
    });
    expect(warnings).toMatchInlineSnapshot(`
      [
        "Failed to end cleanly: a test left 3 things behind. Please await settled() and remove what is not needed:
        - unsettled event evt_1 signup (staging) of customer "demo"
        - fault {"fault":"stall","customer_id":"acme"} that no request met (0 requests matched, none of them was due)
        - fault {"fault":"drop_after","nth":5} that no request met (1 request matched, none of them was due)",
      ]
    `);
  });
});
