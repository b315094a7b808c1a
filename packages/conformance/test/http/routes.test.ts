import { ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { EngineUnavailable } from '@onevault/server/internal/engine/port';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';
import { useTwoCustomers } from './useTwoCustomers.ts';

const customers = useTwoCustomers();
const { on } = customers;

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

  test('a database that is down: 503 in detail, 200 in /health/db, without text from the driver', async () => {
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

test('returns the configuration of a customer', async () => {
  const { status, body } = await ask(on(ROUTES.customerConfig));
  expect(status).toBe(200);
  expectSchema(schemas.CustomerConfigReplySchema, body);
  expect(body).toMatchObject({ customer_id: 'demo', customer_name: 'Demo Shop' });
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

  test('the dashboard has totals and lists at most limit events', async () => {
    const { status, body } = await ask(on(ROUTES.dashboard));
    expect(status).toBe(200);
    expectSchema(schemas.DashboardReplySchema, body);
    expect(body.summary).toMatchObject({ total_events: 26, processed_to_staging: 25, processed_to_business: 25 });
    expect(body.events).toHaveLength(20);
    expect((await ask(on(`${ROUTES.dashboard}?limit=3`))).body.events).toHaveLength(3);
    expect((await ask(on(`${ROUTES.dashboard}?limit=500`))).body.events).toHaveLength(26);
  });

  test('works for a customer without events', async () => {
    await customers.engine.reset('demo');
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
  // Without its own worker, which would process the waiting events before the test asks for it.
  let server: MockServer;
  beforeAll(async () => {
    server = await createMockServer({ worker: false });
  });
  afterAll(() => server?.close());

  test.each([undefined, '', {}, 'not json'])('runs whatever the body is: %j', async (body) => {
    await server.reset();
    await server.engine.store(
      'demo',
      [{ eventId: 'evt_1', payload: {}, clientIpHash: null, userAgent: null, enrichment: null }],
      { process: false },
    );
    const answer = await ask(server.url + ROUTES.process, {
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

  test('reports the number of pending events on a time-out', async () => {
    const stuck = await startStuck();
    const { status, body } = await ask(`${stuck.url}${ROUTES.settled}?timeout_ms=20`);
    expect(status).toBe(200);
    expectSchema(schemas.SettledReplySchema, body);
    expect(body).toMatchObject({ settled: false, pending: 2 });
    expect(Number(body.waited_ms)).toBeGreaterThanOrEqual(19);
    await stuck.close();
  });

  test('answers at once when the server stops', async () => {
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

describe('unknown paths and methods', () => {
  test.each(['/nope', '/api/v1/track/', '/api/v2/track', '/health/customer', '/mock', '/api/v1/track/events/'])(
    'GET %s is 404 or 405 and lists what exists',
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
  ])('%s %s is 405 and lists the allowed methods', async (method, path, allow) => {
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
