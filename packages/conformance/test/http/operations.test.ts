import { ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { EngineUnavailable } from '@onevault/server/internal/engine/port';
import type { Log, RequestEntry } from '@onevault/server/internal/log';
import { createMetrics } from '@onevault/server/internal/metrics/createMetrics';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findFreePort } from '../../../../scripts/findFreePort.ts';
import { createFolder } from '../../src/databases/createFolder.ts';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';
import { endAllCli, runMockServer, runServer } from './runCli.ts';

describe('health', () => {
  test('reports alive, ready and its dependencies', async () => {
    const server = await createMockServer();
    const live = await ask(server.url + ROUTES.healthLive, { key: null });
    const ready = await ask(server.url + ROUTES.healthReady, { key: null });
    const dependencies = await ask(server.url + ROUTES.healthDependencies, { key: null });
    expect([live.status, ready.status, dependencies.status]).toEqual([200, 200, 200]);
    expectSchema(schemas.HealthLiveReplySchema, live.body);
    expectSchema(schemas.HealthReadyReplySchema, ready.body);
    expectSchema(schemas.HealthDependenciesReplySchema, dependencies.body);
    await server.close();
  });

  test('is alive but not ready while the database is unavailable, and ready again afterwards', async () => {
    let isAway = true;
    const engine = {
      ...createMemoryEngine(),
      async ping() {
        if (isAway) throw new EngineUnavailable('10.0.0.7 refused');
      },
    };
    const server = await createMockServer({ engine });
    const ready = () => ask(server.url + ROUTES.healthReady, { key: null });
    const { status, headers, body } = await ready();
    expect([status, body.error_code, headers.get('retry-after')]).toEqual([503, 'DATABASE_UNAVAILABLE', '1']);
    expectSchema(schemas.ErrorReplySchema, body);
    expect(JSON.stringify(body)).not.toContain('10.0.0.7');
    expect((await ask(server.url + ROUTES.healthLive, { key: null })).status).toBe(200);
    expect((await ask(server.url + ROUTES.healthDependencies, { key: null })).body).toMatchObject({
      status: 'unhealthy',
      dependencies: [{ name: 'database', status: 'unhealthy', latency_ms: null }],
    });
    isAway = false;
    await expect.poll(async () => (await ready()).status).toBe(200);
    await server.close();
  });

  test('is not ready once it is stopping', async () => {
    const server = await createMockServer();
    server.service.beginDraining();
    const { status, body } = await ask(server.url + ROUTES.healthReady, { key: null });
    expect([status, body.error_code]).toEqual([503, 'SHUTTING_DOWN']);
    expect((await ask(server.url + ROUTES.track, { body: {} })).status).toBe(200);
    await server.close();
  });
});

describe('request ids', () => {
  const entries: RequestEntry[] = [];
  const lines: string[] = [];
  const warnings: string[] = [];
  const log: Log = {
    info: () => {},
    warn: (line) => warnings.push(line),
    error: (line) => lines.push(line),
    request: (entry) => entries.push(entry),
  };
  let server: MockServer;
  beforeAll(async () => {
    const engine = {
      ...createMemoryEngine(),
      async counts() {
        throw new Error('a bug');
      },
    };
    server = await createMockServer({ engine, log });
  });
  afterAll(() => server?.close());

  test('every answer has one; a proxy’s is kept if it is safe for a log', async () => {
    for (const path of [ROUTES.health, '/nope', ROUTES.track]) {
      const { headers } = await ask(server.url + path, { headers: { 'X-Request-Id': 'edge-1.a_b' } });
      expect(headers.get('x-request-id')).toBe('edge-1.a_b');
    }
    for (const given of ['a b', 'x'.repeat(65), '{"a":1}']) {
      const { headers } = await ask(server.url + ROUTES.health, { headers: { 'X-Request-Id': given } });
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('the log has each answer, and the id of an error, but not who asked', async () => {
    entries.length = 0;
    const { status } = await ask(server.url + ROUTES.status, { headers: { 'X-Request-Id': 'trace-me' } });
    await ask(`${server.url}/health/customer/demo?secret=1`, { key: null });
    await ask(`${server.url}/nope/secret`, { key: null });
    expect(status).toBe(500);
    expect(lines.at(-1)).toMatch(/^\[OneVault\] Failed to answer request trace-me: Error: a bug/);
    await expect.poll(() => entries.length).toBe(3);
    expect(entries).toMatchObject([
      { request_id: 'trace-me', method: 'GET', route: ROUTES.status, status: 500 },
      { method: 'GET', route: ROUTES.healthCustomer, status: 200 },
      { method: 'GET', route: null, status: 404 },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/secret|demo|127\.0\.0\.1/);
    expect(warnings.join('\n')).not.toMatch(/secret|127\.0\.0\.1/);
  });
});

describe('metrics', () => {
  test('count by route pattern and by rule, and name no customer', async () => {
    const engine = createMemoryEngine({
      onLoad: ({ event_id }) => {
        if (event_id === 'evt_fails') throw new Error('no room');
      },
    });
    const metrics = createMetrics(engine);
    const server = await createMockServer({ engine, metrics: { metrics, endpoint: true, token: null } });
    await ask(server.url + ROUTES.track, { body: [{ event_id: 'evt_1' }, { event_id: 'evt_2' }] });
    await ask(server.url + ROUTES.track, { body: { event_id: 'evt_1' } });
    await ask(server.url + ROUTES.track, { body: { event_id: 'evt_fails' } });
    await ask(server.url + ROUTES.track, { body: { event_type: ' ' } });
    await ask(server.url + ROUTES.track, { body: { event_type: 5 } });
    await ask(server.url + ROUTES.trackAsync, { body: {} });
    await ask(server.url + ROUTES.settled);
    await ask(`${server.url}/health/customer/demo`);
    await ask(`${server.url}/wp-login.php`);

    const response = await fetch(server.url + ROUTES.metrics);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    for (const line of [
      'onevault_events_accepted_total 5',
      'onevault_events_duplicate_total 1',
      'onevault_events_set_aside_total{rule="processing_failed"} 1',
      'onevault_events_rejected_total{rule="event_type_blank"} 1',
      'onevault_events_rejected_total{rule="string_type"} 1',
      'onevault_commit_group_events_count 5',
      'onevault_commit_group_events_sum 6',
      'onevault_commit_seconds_count 5',
      'onevault_queue_events 0',
      'onevault_database_up 1',
      'onevault_pipeline_pending_events{layer="raw"} 0',
      'onevault_pipeline_lag_seconds{layer="raw"} 0',
      'onevault_worker_events_total 1',
      'onevault_http_request_duration_seconds_count{method="POST",route="/api/v1/track",status="200"} 4',
      'onevault_http_request_duration_seconds_count{method="GET",route="/health/customer/:customer_id",status="200"} 1',
      'onevault_http_request_duration_seconds_count{method="GET",route="none",status="404"} 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).not.toMatch(/demo|wp-login/);
    await server.close();
  });

  test('show how long the oldest event waits, and that the database is unavailable', async () => {
    const minuteAgo = new Date(Date.now() - 60_000).toISOString();
    const totals = {
      ...(await createMemoryEngine().totals()),
      rawPending: 7,
      stagingPending: 2,
      setAside: 3,
      customersAway: 4,
      waitedMs: 60_000,
    };
    const waiting = createMetrics({
      ...createMemoryEngine(),
      totals: async () => ({ ...totals, oldestRawAt: minuteAgo, oldestStagingAt: null }),
    });
    const { text } = await waiting.render();
    // A lower bound only: a busy machine may take any time from there to here.
    expect(Number(/^onevault_pipeline_lag_seconds\{layer="raw"\} (\S+)$/m.exec(text)?.[1])).toBeGreaterThanOrEqual(60);
    expect(text).toMatch(/^onevault_pipeline_lag_seconds\{layer="staging"\} 0$/m);
    expect(text).toMatch(/^onevault_pipeline_pending_events\{layer="raw"\} 7$/m);
    expect(text).toMatch(/^onevault_pipeline_set_aside_events 3$/m);
    expect(text).toMatch(/^onevault_customers_away 4$/m);
    expect(text).toMatch(/^onevault_health_degraded\{rule="set_aside"\} 0$/m);
    expect(text).toMatch(/^onevault_health_degraded\{rule="events_wait"\} 1$/m);
    expect(text).toMatch(/^onevault_health_degraded\{rule="customers_away"\} 1$/m);
    const away = createMetrics({
      ...createMemoryEngine(),
      totals: async () => {
        throw new EngineUnavailable('away');
      },
    });
    expect((await away.render()).text).toMatch(/^onevault_database_up 0$/m);
  });

  test('require their token', async () => {
    const engine = createMemoryEngine();
    const server = await createMockServer({
      engine,
      metrics: { metrics: createMetrics(engine), endpoint: true, token: 'for-prometheus' },
    });
    const statusWith = async (Authorization?: string) =>
      (await fetch(server.url + ROUTES.metrics, { headers: Authorization ? { Authorization } : {} })).status;
    expect(await statusWith()).toBe(401);
    expect(await statusWith('Bearer ovt_demo')).toBe(401);
    expect(await statusWith('Bearer for-prometheus')).toBe(200);
    await server.close();
  });
});

describe('the command', () => {
  const MEMORY = ['--database', 'memory', '--port', '0'];
  const PRODUCTION = { NODE_ENV: 'production' };
  const inFolder = () => ['--database', createFolder(), '--port', '0', '--quiet'];
  afterEach(endAllCli);

  test('serves metrics; in production only with a token or on a separate port', async () => {
    const open = runMockServer([...MEMORY, '--quiet']);
    expect((await fetch((await open.url) + ROUTES.metrics)).status).toBe(200);
    const closed = runServer(inFolder(), PRODUCTION);
    expect((await fetch((await closed.url) + ROUTES.metrics)).status).toBe(404);
    const guarded = runServer([...inFolder(), '--metrics-token', 'm'], PRODUCTION);
    expect((await fetch((await guarded.url) + ROUTES.metrics)).status).toBe(401);
    const authorized = await fetch((await guarded.url) + ROUTES.metrics, { headers: { Authorization: 'Bearer m' } });
    expect(await authorized.text()).toContain('process_cpu_seconds_total');
  });

  test('with a separate port the server’s port has no metrics', async () => {
    const port = String(await findFreePort());
    const run = runMockServer([...MEMORY, '--quiet', '--metrics-port', port]);
    const url = await run.url;
    expect((await fetch(url + ROUTES.metrics)).status).toBe(404);
    const own = await fetch(`http://127.0.0.1:${port}${ROUTES.metrics}`);
    expect(await own.text()).toContain('onevault_queue_events 0');
    expect((await fetch(`http://127.0.0.1:${port}${ROUTES.healthLive}`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
    run.signal('SIGTERM');
    expect((await run.ended).code).toBe(0);
  });

  test('--log-format json: one object a line, the inherited lines in msg, requests without personal data', async () => {
    const run = runMockServer([...MEMORY, '--log-format', 'json', '--key', 'demo:very-secret']);
    const url = await run.url;
    await ask(url + ROUTES.track, { body: {}, key: 'demo:very-secret', headers: { 'X-Request-Id': 'abc' } });
    run.signal('SIGTERM');
    const { stdout } = await run.ended;
    const [ready, ...rest] = stdout
      .trim()
      .split('\n')
      .filter((line) => line !== '');
    const logged = [ready, ...rest].filter((line) => line?.startsWith('{')).map((line) => JSON.parse(line ?? ''));
    const lines = logged.map(({ msg }) => msg);
    expect(lines).toContain('🔄 Triggering automatic site tracking processing...');
    expect(lines).toContainEqual(expect.stringMatching(/^✅ Processing result: \{.*\}$/));
    expect(logged).toContainEqual(
      expect.objectContaining({ level: 'info', msg: 'request', request_id: 'abc', route: ROUTES.track, status: 200 }),
    );
    expect(stdout).not.toMatch(/secret|127\.0\.0\.1"/);
  });
});
