import { ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { createFaultyPgliteEngine, createFaultyPostgresEngine } from '../../src/suites/sqlFault.ts';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

const KEYS = ['shop', 'other'].map((customerId) => ({ customerId, token: 'ovt_key', scope: 'full' as const }));

/** Engines that fail to load events whose id begins with `evt_fault`. */
const ENGINES = {
  memory: async () =>
    createMemoryEngine({
      onLoad: ({ event_id }) => {
        if (event_id.startsWith('evt_fault')) throw new Error('processing failed (XX000)');
      },
    }),
  pglite: async () => (await createFaultyPgliteEngine()).engine,
  postgres: async () => (await createFaultyPostgresEngine(await createDatabase())).engine,
};

describe.each(Object.keys(ENGINES) as (keyof typeof ENGINES)[])('the truth about set-aside events: %s', (kind) => {
  let server: MockServer;
  let engine: Awaited<ReturnType<(typeof ENGINES)[typeof kind]>>;
  beforeAll(async () => {
    engine = await ENGINES[kind]();
    server = await createMockServer({ engine, keys: KEYS });
  });
  afterAll(async () => {
    await server?.close();
    await engine?.close();
  });

  const send = async (customer: string, ids: string[], route: string = ROUTES.track) => {
    const body = ids.map((event_id) => ({ event_id }));
    expect((await ask(server.url + route, { key: `${customer}:ovt_key`, body })).status).toBe(200);
  };
  const readHealth = async () => {
    const { status, body } = await ask(server.url + ROUTES.healthDetailed, { key: null });
    expect(status).toBe(200);
    expectSchema(schemas.HealthDetailedReplySchema, body);
    return body;
  };
  const settled = async (customer: string) => {
    const { body } = await ask(server.url + ROUTES.settled, { key: `${customer}:ovt_key` });
    expectSchema(schemas.SettledReplySchema, body);
    return body;
  };

  test('healthy, then degraded with the number and the reasons, then healthy by many that succeed', async () => {
    expect(await readHealth()).toMatchObject({ status: 'healthy', problems: [], pipeline: { set_aside: 0 } });
    await send('other', ['evt_1', 'evt_2', 'evt_3']);
    expect(await settled('other')).toMatchObject({ settled: true, pending: 0, set_aside: 0, rejected: 0 });

    await send('shop', ['evt_1', 'evt_fault1', 'evt_fault2']);
    await send('shop', ['evt_fault3', 'evt_4'], ROUTES.trackAsync);
    await ask(server.url + ROUTES.track, { key: 'shop:ovt_key', body: { event_type: ' ' } });
    expect(await settled('shop')).toMatchObject({ settled: true, pending: 0, set_aside: 3, rejected: 1 });
    expect(await settled('other')).toMatchObject({ set_aside: 0, rejected: 0 });
    // The answer is a quarter of a second old at most.
    await expect.poll(async () => (await readHealth()).status).toBe('degraded');
    const { problems, pipeline, database, checks } = await readHealth();
    expect(problems).toMatchObject([
      { rule: 'set_aside', count: 3, reasons: [{ rule: 'processing_failed', count: 3 }] },
    ]);
    const [{ message, reasons }] = problems as [{ message: string; reasons: { message: string }[] }];
    expect(message).toContain('3 of 9 events');
    expect(reasons[0]?.message).toMatch(/^processing failed \(\w{5}\)$/);
    expect(pipeline).toMatchObject({ raw_pending: 0, staging_pending: 0, set_aside: 3 });
    expect([database, checks]).toMatchObject(['connected', { database_connectivity: 'passed' }]);

    // 3 of 60 are not more than 5 %.
    await send(
      'other',
      Array.from({ length: 51 }, (_, n) => `evt_more${n}`),
    );
    await expect.poll(async () => (await readHealth()).status).toBe('healthy');
    expect(await readHealth()).toMatchObject({ problems: [], pipeline: { set_aside: 3 } });
    await send('shop', ['evt_fault4']);
    await expect.poll(async () => (await readHealth()).status).toBe('degraded');
  });
});

test('degraded while events wait and no worker takes them', async () => {
  let nowMs = Date.now();
  const engine = createMemoryEngine({ now: () => nowMs });
  const server = await createMockServer({ engine, keys: KEYS, worker: false });
  const health = async () => (await ask(server.url + ROUTES.healthDetailed, { key: null })).body;
  await ask(server.url + ROUTES.trackAsync, { key: 'shop:ovt_key', body: [{}, {}] });
  expect(await health()).toMatchObject({ status: 'healthy', problems: [] });
  nowMs += 31_000;
  await expect.poll(async () => (await health()).status).toBe('degraded');
  const { problems } = await health();
  expect(problems).toMatchObject([{ rule: 'events_wait', count: 2 }]);
  expect((problems as { message: string }[])[0]?.message).toContain('has waited for 31 s');
  await engine.process('shop');
  await expect.poll(async () => (await health()).status).toBe('healthy');
  await server.close();
});
