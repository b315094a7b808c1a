import { ROUTES } from '@onevault/contract';
import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import type { Engine } from '@onevault/server/internal/engine/port';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../src/databases/openEngine.ts';
import { ask } from './ask.ts';

describe.each([
  ['memory', async () => createMemoryEngine()],
  ['pglite', () => openEngine('pglite')],
])('group commit on %s', (_name, createEngine) => {
  let engine: Engine;
  let server: MockServer;
  const sizes: number[] = [];

  beforeAll(async () => {
    engine = await createEngine();
    const counted: Engine = {
      ...engine,
      store: (customerId, events, options) => {
        sizes.push(events.length);
        return engine.store(customerId, events, options);
      },
    };
    server = await createMockServer({
      engine: counted,
      keys: ['demo', 'acme'].map((customerId) => ({ customerId, token: 'ovt_demo', scope: 'full' })),
    });
  });
  afterAll(async () => {
    await server?.close();
    await engine?.close();
  });
  afterEach(async () => {
    sizes.length = 0;
    await engine.reset('demo');
    await engine.reset('acme');
  });

  test('every request gets the answer for its own events, customer and route', async () => {
    const questions = Array.from({ length: 60 }, (_, n) => ({
      customer: n % 3 === 0 ? 'acme' : 'demo',
      path: n % 2 === 0 ? ROUTES.track : ROUTES.trackAsync,
      body:
        n % 5 === 0
          ? [{ event_id: `evt_${n}a` }, { event_type: 5 }, { event_id: `evt_${n}b` }]
          : { event_id: `evt_${n}` },
    }));
    const answers = await Promise.all(
      questions.map(({ customer, path, body }) => ask(server.url + path, { body, key: `${customer}:ovt_demo` })),
    );
    for (const [n, { status, body }] of answers.entries()) {
      expect(status).toBe(200);
      expect(body.processing).toBe(n % 2 === 0 ? 'automatic' : 'background');
      if (n % 5 === 0) {
        expect(body.event_ids).toEqual([`evt_${n}a`, `evt_${n}b`]);
        expect(body).toMatchObject({ rejected: [{ index: 1 }] });
      } else {
        expect(body.event_id).toBe(`evt_${n}`);
      }
    }
    for (const customer of ['demo', 'acme']) {
      await ask(server.url + ROUTES.settled, { key: `${customer}:ovt_demo` });
      const mine = questions.filter((question) => question.customer === customer);
      const events = mine.flatMap(({ body }) => (Array.isArray(body) ? 2 : 1)).reduce((sum, size) => sum + size, 0);
      expect(await engine.counts(customer)).toMatchObject({ total: events, loaded: events });
    }
  });

  test('an event sent many times concurrently is new in exactly one answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => ask(server.url + ROUTES.track, { body: { event_id: 'evt_same' } })),
    );
    expect(answers.filter(({ body }) => body.duplicate === undefined)).toHaveLength(1);
    for (const { body } of answers) expect(body).toMatchObject({ event_id: 'evt_same', processing_status: 'complete' });
    expect(await engine.counts('demo')).toMatchObject({ total: 1 });
  });

  test('thirty concurrent requests need fewer than thirty commits', async () => {
    await Promise.all(Array.from({ length: 30 }, () => ask(server.url + ROUTES.track, { body: {} })));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(30);
    // The memory engine stores before the next request is read, so no commit is shared.
    if (engine.kind !== 'memory') expect(sizes.length).toBeLessThan(30);
  });
});

describe('a store that does not end', () => {
  test('fills the queue: more requests get 503 OVERLOADED, the waiting ones are answered when it ends', async () => {
    const { engine, open, waiting } = gated();
    const server = await createMockServer({ engine });
    const batch = (n: number) => Array.from({ length: 500 }, (_, i) => ({ event_id: `evt_${n}_${i}` }));
    const stuck = [0, 1].map((n) => ask(server.url + ROUTES.track, { body: batch(n) }));
    // A whole batch is worth a second commit.
    await waiting(2);
    // Half of the 20,000 that may wait: a customer may fill at most as much as stays free.
    const queued = Array.from({ length: 20 }, (_, n) => ask(server.url + ROUTES.track, { body: batch(n + 2) }));
    await expect.poll(() => server.service.commit.queued().events).toBe(10_000);
    const refused = await ask(server.url + ROUTES.track, { body: batch(99) });
    expect([refused.status, refused.body.error_code]).toEqual([503, 'OVERLOADED']);
    expect(refused.headers.get('retry-after')).toBe('1');
    open();
    for (const { status } of await Promise.all([...stuck, ...queued])) expect(status).toBe(200);
    expect(await engine.counts('demo')).toMatchObject({ total: 11_000 });
    expect(await engine.findEvent('demo', 'evt_99_0')).toBeNull();
    await server.close();
  });

  test('a stop answers all accepted requests, those being stored and those waiting', async () => {
    const { engine, open, waiting } = gated();
    const server = await createMockServer({ engine });
    const asked = Array.from({ length: 10 }, (_, n) =>
      ask(server.url + ROUTES.track, { body: { event_id: `evt_${n}` } }),
    );
    await waiting(1);
    await expect.poll(() => server.service.commit.queued().events).toBe(9);
    const closed = server.close();
    open();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(10).fill(200));
    await closed;
    expect(await engine.counts('demo')).toMatchObject({ total: 10, loaded: 10 });
  });
});

/** An engine that stores nothing until the test opens it. */
function gated() {
  const engine = createMemoryEngine();
  let open = () => {};
  let asked = 0;
  const isOpen = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    engine: {
      ...engine,
      store: async (...args: Parameters<Engine['store']>) => {
        asked += 1;
        await isOpen;
        return engine.store(...args);
      },
    },
    open,
    waiting: (count: number) => expect.poll(() => asked).toBe(count),
  };
}
