import { ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryEngine } from '../../src/engine/memory/createMemoryEngine.ts';
import { EngineUnavailable } from '../../src/engine/port.ts';
import { createMockServer, type MockServer } from '../../src/testing/index.ts';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

const EVENT = {
  event_id: 'evt_1',
  event_type: 'signup',
  page_url: 'https://shop.example/a',
  event_data: { plan: 'pro' },
};

let server: MockServer;
const on = (path: string) => server.url + path;

beforeAll(async () => {
  server = await createMockServer({
    keys: [
      { customerId: 'demo', token: 'ovt_demo', scope: 'full', customerName: 'Demo Shop' },
      { customerId: 'acme', token: 'ovt_acme', scope: 'full' },
    ],
  });
});
afterAll(() => server?.close());
beforeEach(async () => {
  await server.engine.reset('demo');
  await server.engine.reset('acme');
});

describe('health and platform, without a key', () => {
  test.each([
    [ROUTES.health, schemas.HealthReplySchema],
    [ROUTES.healthDetailed, schemas.HealthDetailedReplySchema],
    [ROUTES.healthDb, schemas.HealthDbReplySchema],
    ['/health/customer/demo', schemas.HealthCustomerReplySchema],
    [ROUTES.platformInfo, schemas.PlatformInfoReplySchema],
  ])('GET %s', async (path, schema) => {
    const { status, body } = await ask(on(path), { key: null });
    expect(status).toBe(200);
    expectSchema(schema, body);
  });

  test('an unknown customer is 404', async () => {
    const { status, body } = await ask(on('/health/customer/nobody'), { key: null });
    expect([status, body.error_code]).toEqual([404, 'UNKNOWN_CUSTOMER']);
  });

  test('a database that is down: 503 in detail, 200 in /health/db, and never what the driver said', async () => {
    const fail = async () => {
      throw new EngineUnavailable('connect ECONNREFUSED 10.0.0.7:5432 user=admin');
    };
    const engine = { ...createMemoryEngine(), ping: fail, totals: fail };
    const down = await createMockServer({ engine });
    const detailed = await ask(down.url + ROUTES.healthDetailed);
    expect([detailed.status, detailed.body.error_code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
    expectSchema(schemas.ErrorReplySchema, detailed.body);
    const db = await ask(down.url + ROUTES.healthDb);
    expect(db).toMatchObject({ status: 200, body: { status: 'unhealthy', database: 'error' } });
    expectSchema(schemas.HealthDbReplySchema, db.body);
    expect((await ask(down.url + ROUTES.health)).status).toBe(200);
    expect(JSON.stringify([detailed.body, db.body])).not.toMatch(/ECONNREFUSED|10\.0\.0\.7|admin/);
    await down.close();
  });
});

test('the configuration of a customer', async () => {
  const { status, body } = await ask(on(ROUTES.customerConfig));
  expect(status).toBe(200);
  expectSchema(schemas.CustomerConfigReplySchema, body);
  expect(body).toMatchObject({ customer_id: 'demo', customer_name: 'Demo Shop' });
});

describe('tracking one event', () => {
  test('is in the business layer when the answer arrives', async () => {
    const { status, body } = await ask(on(ROUTES.track), { body: EVENT });
    expect(status).toBe(200);
    expectSchema(schemas.TrackReplySchema, body);
    expect(body).toMatchObject({ event_id: 'evt_1', processing: 'automatic', processing_status: 'complete' });
    expect(body).not.toHaveProperty('duplicate');
    const { body: why } = await ask(on('/api/v1/track/events/evt_1'));
    expectSchema(schemas.EventReplySchema, why);
    expect(why).toMatchObject({ event: { event_type: 'signup', stage: 'business', reason: null } });
  });

  test('an empty object is a page view with an id of the server', async () => {
    const { status, body } = await ask(on(ROUTES.track), { body: {} });
    expect(status).toBe(200);
    expectSchema(schemas.TrackReplySchema, body);
    expect(await server.engine.stagedEvents('demo')).toMatchObject([
      { event_id: body.event_id, event_type: 'page_view' },
    ]);
  });

  test('a repeat changes nothing, on either route', async () => {
    await ask(on(ROUTES.track), { body: EVENT });
    for (const path of [ROUTES.track, ROUTES.trackAsync]) {
      const { status, body } = await ask(on(path), { body: { ...EVENT, event_type: 'other' } });
      expect(status).toBe(200);
      expectSchema(schemas.TrackReplySchema, body);
      expect(body).toMatchObject({ event_id: 'evt_1', duplicate: true, processing_status: 'complete' });
    }
    expect(await server.engine.stagedEvents('demo')).toMatchObject([{ event_type: 'signup' }]);
  });

  test('in the background: durable at once, in the business layer behind the barrier', async () => {
    const { status, body } = await ask(on(ROUTES.trackAsync), { body: EVENT });
    expect(status).toBe(200);
    expectSchema(schemas.TrackReplySchema, body);
    expect(body).toMatchObject({ processing: 'background', processing_status: 'pending' });
    const settled = await ask(on(ROUTES.settled));
    expect(settled.status).toBe(200);
    expectSchema(schemas.SettledReplySchema, settled.body);
    expect(settled.body).toMatchObject({ settled: true, pending: 0 });
    expect(await server.engine.findEvent('demo', 'evt_1')).toMatchObject({ stage: 'business' });
  });

  test('an event that is not valid is stored, and the answer says why it goes no further', async () => {
    const { status, body } = await ask(on(ROUTES.track), { body: { event_type: '   ' } });
    expect(status).toBe(200);
    expectSchema(schemas.TrackReplySchema, body);
    expect(body).toMatchObject({ processing_status: 'rejected', reason: { rule: 'event_type_blank' } });
  });

  test('an event that cannot be processed is stored and set aside', async () => {
    const engine = createMemoryEngine({
      onLoad: () => {
        throw new Error('no room');
      },
    });
    const failing = await createMockServer({ engine });
    const { status, body } = await ask(failing.url + ROUTES.track, { body: EVENT });
    expect(status).toBe(200);
    expectSchema(schemas.TrackReplySchema, body);
    expect(body).toMatchObject({ success: true, processing_status: 'set_aside', set_aside: true });
    expect(body.reason).toMatchObject({ rule: 'processing_failed' });
    const batch = await ask(failing.url + ROUTES.track, { body: [{ event_id: 'evt_2' }] });
    expectSchema(schemas.BatchReplySchema, batch.body);
    expect(batch.body).toMatchObject({ success: true, set_aside: [{ event_id: 'evt_2', status: 'set_aside' }] });
    await failing.close();
  });

  test('stores a salted hash of the address and never the address', async () => {
    const stored: unknown[] = [];
    const memory = createMemoryEngine();
    const engine: typeof memory = {
      ...memory,
      store: (customerId, events, options) => {
        stored.push(...events);
        return memory.store(customerId, events, options);
      },
    };
    const watched = await createMockServer({ engine });
    await ask(watched.url + ROUTES.track, { body: EVENT, headers: { 'User-Agent': 'x'.repeat(600) } });
    expect(stored).toMatchObject([
      { clientIpHash: expect.stringMatching(/^[0-9a-f]{64}$/), userAgent: 'x'.repeat(512) },
    ]);
    expect(JSON.stringify(stored)).not.toContain('127.0.0.1');
    await watched.close();
  });
});

describe('a batch', () => {
  test('answers for each event in order, and keeps the good ones', async () => {
    await ask(on(ROUTES.track), { body: { event_id: 'evt_old' } });
    const { status, body } = await ask(on(ROUTES.track), {
      body: [
        { event_id: 'evt_a' },
        { event_id: 'evt_old' },
        5,
        { event_id: 'evt_b', page_url: 1 },
        { event_id: 'evt_a' },
        [],
      ],
    });
    expect(status).toBe(200);
    expectSchema(schemas.BatchReplySchema, body);
    expect(body).toMatchObject({
      success: true,
      event_ids: ['evt_a', 'evt_old', 'evt_a'],
      duplicates: ['evt_old', 'evt_a'],
      rejected: [
        { index: 2, event_id: null, error_code: 'INVALID_EVENT', message: 'Input should be a valid object' },
        {
          index: 3,
          event_id: 'evt_b',
          error_code: 'INVALID_EVENT',
          message: 'page_url: Input should be a valid string',
        },
        { index: 5, event_id: null, error_code: 'INVALID_EVENT', message: 'Input should be a valid object' },
      ],
      processing: 'automatic',
    });
    expect(body).not.toHaveProperty('set_aside');
    expect(await server.engine.counts('demo')).toMatchObject({ total: 2, loaded: 2 });
  });

  test('goes the background way too', async () => {
    const events = Array.from({ length: 500 }, (_, i) => ({ event_id: `evt_${i}` }));
    const { status, body } = await ask(on(ROUTES.trackAsync), { body: events });
    expect(status).toBe(200);
    expectSchema(schemas.BatchReplySchema, body);
    expect(body).toMatchObject({ processing: 'background', event_ids: events.map(({ event_id }) => event_id) });
    expect((await ask(on(ROUTES.settled))).body).toMatchObject({ settled: true });
    expect(await server.engine.counts('demo')).toMatchObject({ total: 500, loaded: 500 });
  });

  test('names those that are stored but not valid, with the reason', async () => {
    const { status, body } = await ask(on(ROUTES.track), {
      body: [{ event_id: 'evt_good' }, { event_id: 'evt_bad', event_type: ' ' }],
    });
    expect(status).toBe(200);
    expectSchema(schemas.BatchReplySchema, body);
    expect(body).toMatchObject({
      event_ids: ['evt_good', 'evt_bad'],
      rejected: [],
      set_aside: [
        { event_id: 'evt_bad', status: 'rejected', reason: { rule: 'event_type_blank', pointer: '/event_type' } },
      ],
    });
  });

  test('of duplicates only is a success', async () => {
    await ask(on(ROUTES.track), { body: [EVENT] });
    const { status, body } = await ask(on(ROUTES.track), { body: [EVENT] });
    expect([status, body.success, body.duplicates]).toEqual([200, true, ['evt_1']]);
  });

  test('of which all are refused is 422, with the fields of a batch and of an error', async () => {
    const { status, body } = await ask(on(ROUTES.track), { body: [{ event_type: 5 }, null] });
    expect(status).toBe(422);
    expectSchema(schemas.BatchReplySchema, body);
    expectSchema(schemas.ErrorReplySchema, body);
    expect(body).toMatchObject({
      success: false,
      event_ids: [],
      rejected: [{ index: 0 }, { index: 1 }],
      detail: [{ loc: ['body', 0, 'event_type'] }, { loc: ['body', 1] }],
      error_code: 'INVALID_EVENT',
    });
  });

  test.each([0, 501])('of %i events is 422 and names nothing as rejected', async (length) => {
    const { status, body } = await ask(on(ROUTES.track), { body: Array(length).fill({}) });
    expect(status).toBe(422);
    expectSchema(schemas.BatchReplySchema, body);
    expectSchema(schemas.ErrorReplySchema, body);
    expect(body).toMatchObject({ error_code: 'INVALID_BATCH_SIZE', rejected: [], event_ids: [] });
    expect(await server.engine.counts('demo')).toMatchObject({ total: 0 });
  });
});

describe('reading', () => {
  beforeEach(async () => {
    await ask(on(ROUTES.track), { body: Array.from({ length: 25 }, (_, i) => ({ event_id: `evt_${i}` })) });
    await ask(on(ROUTES.track), { body: { event_type: ' ' } });
    await ask(on(ROUTES.track), { body: {}, key: 'acme:ovt_acme' });
  });

  test('the status counts the caller’s events and shows the newest ten', async () => {
    const { status, body } = await ask(on(ROUTES.status));
    expect(status).toBe(200);
    expectSchema(schemas.StatusReplySchema, body);
    expect(body.pipeline_status).toMatchObject({
      raw_pending: 0,
      staging_pending: 0,
      business_pending: 0,
      rejected: 1,
    });
    expect(body.recent_events).toHaveLength(10);
    expect(body.recent_events).toMatchObject(
      [{ raw_event_type: ' ' }, { event_id: 'evt_24' }, { event_id: 'evt_23' }].concat(Array(7).fill({})),
    );
  });

  test('the dashboard sums up and lists as many as asked for', async () => {
    const { status, body } = await ask(on(ROUTES.dashboard));
    expect(status).toBe(200);
    expectSchema(schemas.DashboardReplySchema, body);
    expect(body.summary).toMatchObject({ total_events: 26, processed_to_staging: 25, processed_to_business: 25 });
    expect(body.events).toHaveLength(20);
    expect((await ask(on(`${ROUTES.dashboard}?limit=3`))).body.events).toHaveLength(3);
    expect((await ask(on(`${ROUTES.dashboard}?limit=500`))).body.events).toHaveLength(26);
  });

  test('of a customer without events', async () => {
    await server.engine.reset('demo');
    const { body } = await ask(on(ROUTES.dashboard));
    expectSchema(schemas.DashboardReplySchema, body);
    expect(body.summary).toMatchObject({ total_events: 0, completion_rate: 1, latest_event: null });
  });

  test.each(['0', '-1', '501', '1.5', '', 'ten', '1;drop table', '1e2', '9'.repeat(400), '%00', '0x10', ' 5'])(
    'limit=%j is 422 with its place',
    async (limit) => {
      const { status, body } = await ask(on(`${ROUTES.dashboard}?limit=${limit}`));
      expect(status).toBe(422);
      expectSchema(schemas.ErrorReplySchema, body);
      expect(body).toMatchObject({ error_code: 'INVALID_QUERY', detail: [{ loc: ['query', 'limit'] }] });
    },
  );

  test('an event of another customer, or of none, is 404', async () => {
    const { body } = await ask(on(ROUTES.track), { body: { event_id: 'evt_acme' }, key: 'acme:ovt_acme' });
    expect(body.success).toBe(true);
    for (const id of ['evt_acme', 'evt_none', 'x', '%00', `evt_${'a'.repeat(65)}`, 'evt_%27']) {
      const answer = await ask(on(`/api/v1/track/events/${id}`));
      expect([answer.status, answer.body.error_code]).toEqual([404, 'UNKNOWN_EVENT']);
      expectSchema(schemas.ErrorReplySchema, answer.body);
    }
  });
});

describe('processing', () => {
  test.each([undefined, '', {}, 'not json'])('runs whatever the body is: %j', async (body) => {
    await server.engine.store(
      'demo',
      [{ eventId: 'evt_1', payload: {}, clientIpHash: null, userAgent: null, enrichment: null }],
      { process: false },
    );
    const answer = await ask(on(ROUTES.process), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(200);
    expectSchema(schemas.ProcessReplySchema, answer.body);
    expect(answer.body.result).toMatchObject({ results: { total_processed: 1, staging_to_business_count: 1 } });
  });
});

describe('the barrier', () => {
  test.each(['-1', '30001', 'x', '1.5'])('timeout_ms=%s is 422', async (timeout) => {
    const { status, body } = await ask(on(`${ROUTES.settled}?timeout_ms=${timeout}`));
    expect([status, body.error_code]).toEqual([422, 'INVALID_QUERY']);
    expect(body.detail).toMatchObject([{ loc: ['query', 'timeout_ms'] }]);
  });

  const NOTHING_DONE = {
    total_processed: 0,
    raw_to_staging_count: 0,
    staging_to_business_count: 0,
    total_success_count: 0,
    total_error_count: 0,
    processing_summary: 'nothing',
  };
  const startStuck = async () => {
    const stuck = await createMockServer({ engine: { ...createMemoryEngine(), process: async () => NOTHING_DONE } });
    await ask(stuck.url + ROUTES.trackAsync, { body: [{}, {}] });
    return stuck;
  };

  test('says how many are still on their way when the time is over', async () => {
    const stuck = await startStuck();
    const { status, body } = await ask(`${stuck.url}${ROUTES.settled}?timeout_ms=20`);
    expect(status).toBe(200);
    expectSchema(schemas.SettledReplySchema, body);
    expect(body).toMatchObject({ settled: false, pending: 2 });
    expect(Number(body.waited_ms)).toBeGreaterThanOrEqual(19);
    await stuck.close();
  });

  test('answers at once when the server is told to stop', async () => {
    const stuck = await startStuck();
    stuck.faults.add({ fault: 'latency', delay_ms: 600_000, path: ROUTES.status, method: 'GET' });
    const barrier = ask(`${stuck.url}${ROUTES.settled}?timeout_ms=30000`);
    const delayed = ask(stuck.url + ROUTES.status);
    await expect.poll(() => stuck.faults.list()[0]?.hit).toBe(1);
    await ask(stuck.url + ROUTES.health);
    await stuck.close();
    expect((await barrier).body).toMatchObject({ settled: false, pending: 2 });
    expect((await delayed).status).toBe(200);
  });
});

describe('what is not there', () => {
  test.each(['/', '/nope', '/api/v1/track/', '/api/v2/track', '/health/customer', '/mock', '/api/v1/track/events/'])(
    'GET %s is 404 or 405 and says what there is',
    async (path) => {
      const { status, body } = await ask(on(path), { key: null });
      if (path === '/api/v1/track/') return expect(status).toBe(405);
      expect(status).toBe(404);
      expectSchema(schemas.NotFoundReplySchema, body);
      expectSchema(schemas.ErrorReplySchema, body);
      expect(body.message).toContain(path);
      expect(body.available_endpoints).toContain('POST /api/v1/track');
    },
  );

  test.each([
    ['PUT', ROUTES.track, 'POST, OPTIONS'],
    ['GET', ROUTES.track, 'POST, OPTIONS'],
    ['DELETE', ROUTES.status, 'GET, HEAD, OPTIONS'],
    ['PATCH', '/health/customer/demo', 'GET, HEAD, OPTIONS'],
    ['PROPFIND', ROUTES.health, 'GET, HEAD, OPTIONS'],
    ['PUT', '/mock/faults', 'GET, HEAD, POST, DELETE, OPTIONS'],
  ])('%s %s is 405 and says what is allowed', async (method, path, allow) => {
    const { status, headers, body } = await ask(on(path), { method });
    expect([status, headers.get('allow')]).toEqual([405, allow]);
    expectSchema(schemas.ErrorReplySchema, body);
  });

  test('HEAD is answered where GET is', async () => {
    const { status, headers } = await ask(on(ROUTES.health), { method: 'HEAD' });
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect((await ask(on(ROUTES.status), { method: 'HEAD', key: null })).status).toBe(400);
  });
});
