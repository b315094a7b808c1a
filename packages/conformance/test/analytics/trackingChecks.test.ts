import {
  ANALYTICS_ROUTES,
  type JsonObject,
  ROUTES,
  SAVED_ROUTES,
  TRACKING_CHECKS,
  type TrackingCheck,
  type TrackingCheckName,
} from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { type DatabaseEngine, QueryTimedOut } from '@onevault/server/internal/engine/port';
import { trackingChecksEndpoint } from '@onevault/server/internal/service/endpoints/trackingChecks';
import { hashKey } from '@onevault/server/internal/service/keys';
import { createRefusals } from '@onevault/server/internal/service/refusals';
import { runTrackingChecks } from '@onevault/server/internal/trackingChecks/runTrackingChecks';
import { TRACKER_VERSION } from '@onevault/server/internal/trackingChecks/trackerVersion';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { ask } from '../http/ask.ts';
import { expectSchema } from '../http/expectSchema.ts';
import { many, view } from './pageViews.ts';

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
/** The server counts it as a bot. */
const PROGRAM = 'node';
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** One for each test, and one that has nothing. */
const CUSTOMERS = [
  'views',
  'items',
  'ids',
  'clocks',
  'machine',
  'trackers',
  'twice',
  'releases',
  'quiet',
  'keys',
  'nobody',
];
/** As many as count of a page. */
const NEWEST = 100;

describe.each(ONE_SQL_KIND)('health checks of the tracking (%s)', (kind) => {
  let sql: OpenSql;
  let server: MockServer;
  beforeAll(async () => {
    sql = await openSql(kind);
    server = await createMockServer({
      engine: sql.engine,
      keys: CUSTOMERS.map((customerId) => ({ customerId, token: `ovt_${customerId}`, scope: 'full' as const })),
    });
  });
  afterAll(async () => {
    await server?.close();
    await sql?.close();
  });

  const keyOf = (customer: string) => ({ key: `${customer}:ovt_${customer}` });
  const post = async (customer: string, events: JsonObject[], agent = AGENT) => {
    for (let n = 0; n < events.length; n += 500) {
      const { status, body } = await ask(server.url + ROUTES.track, {
        body: events.slice(n, n + 500),
        headers: { 'User-Agent': agent },
        ...keyOf(customer),
      });
      expect(status, JSON.stringify(body)).toBe(200);
    }
  };
  const askChecks = async (customer: string): Promise<TrackingCheck[]> => {
    const { status, body } = await ask(server.url + ANALYTICS_ROUTES.checks, keyOf(customer));
    expect(status, JSON.stringify(body)).toBe(200);
    expectSchema(schemas.TrackingChecksReplySchema, body);
    return body.checks as unknown as TrackingCheck[];
  };
  const pick = (checks: TrackingCheck[], name: TrackingCheckName) => checks.find(({ check }) => check === name);
  const askCheck = async (customer: string, name: TrackingCheckName) => pick(await askChecks(customer), name);
  const checkAt = async (customer: string, name: TrackingCheckName, aheadMs: number) =>
    pick(
      await runTrackingChecks(sql.engine.operations, customer, {
        refused: [],
        now: new Date(Date.now() + aheadMs).toISOString(),
      }),
      name,
    );

  test('every check is listed; without events none of them can tell, and none has a finding', async () => {
    const checks = await askChecks('nobody');
    expect(checks.map(({ check }) => check)).toEqual(TRACKING_CHECKS);
    expect(checks.map(({ state }) => state)).toEqual(
      TRACKING_CHECKS.map((name) => (name.startsWith('refused_') ? 'ok' : 'unknown')),
    );
  });

  test('doubled page views and missing titles: a finding for each page, until new views of it are good', async () => {
    const doubled = (path: string) => {
      const first = view(path);
      const { tab_id, timestamp } = first.event_data as JsonObject;
      const at = new Date(Date.parse(String(timestamp)) + 100).toISOString();
      return [first, view(path, { tab_id: tab_id as string, timestamp: at })];
    };
    // There, on to the next page and back at once.
    const walk = (n: number) =>
      ['/walk?a=1', '/walk?a=2', '/walk?a=1'].map((path) => view(path, { tab_id: `tab_walk_${n}` }));
    await post('views', [
      ...many(12, () => doubled('/cart')),
      ...many(12, () => view('/tea')),
      ...many(12, walk),
      ...many(6, () => view('/about', { title: ' ' })),
      ...many(4, () => view('/seldom', { title: '' })),
    ]);
    await post(
      'views',
      many(10, () => view('/seldom', { title: '' })),
      PROGRAM,
    );
    const twice = await askCheck('views', 'doubled_views');
    expect(twice).toMatchObject({
      state: 'finding',
      looked_at: { counts: { page_views: 24 + 12 + 36 + 10 } },
      more: 0,
    });
    expect(twice?.findings).toMatchObject([
      { subject: { kind: 'page', value: 'shop.example/cart' }, counts: { views: 24, doubled: 12 } },
    ]);
    expect((await askCheck('views', 'missing_titles'))?.findings).toMatchObject([
      { subject: { kind: 'page', value: 'shop.example/about' }, counts: { views: 6, without_title: 6 } },
    ]);
    await post('views', [...many(NEWEST, () => view('/cart')), ...many(NEWEST, () => view('/about'))]);
    expect((await askCheck('views', 'doubled_views'))?.state).toBe('ok');
    expect((await askCheck('views', 'missing_titles'))?.state).toBe('ok');
  });

  test('pages with few views each are judged together', async () => {
    await post(
      'items',
      many(20, (n) => view(`/tea/${n}`, n % 2 === 0 ? { title: '' } : {})),
    );
    expect((await askCheck('items', 'missing_titles'))?.findings).toMatchObject([
      { subject: { kind: 'site', value: null }, counts: { views: 20, without_title: 10 } },
    ]);
    await post(
      'items',
      many(NEWEST, (n) => view(`/coffee/${n}`)),
    );
    expect((await askCheck('items', 'missing_titles'))?.state).toBe('ok');
  });

  test('missing ids: a finding for each event type', async () => {
    const order = (ids: JsonObject) => ({ ...view('/order', ids), event_type: 'order' });
    await post(
      'ids',
      many(8, () => view('/')),
    );
    // A shop's own server, most often: it looks like a bot.
    await post(
      'ids',
      [...many(6, () => order({ session_id: null })), ...many(2, () => order({ visitor_id: null, session_id: null }))],
      PROGRAM,
    );
    expect((await askCheck('ids', 'missing_ids'))?.findings).toMatchObject([
      { subject: { kind: 'event', value: 'order' }, counts: { events: 8, without_session: 8, without_visitor: 2 } },
    ]);
    await post(
      'ids',
      many(NEWEST, () => order({})),
    );
    expect((await askCheck('ids', 'missing_ids'))?.state).toBe('ok');
  });

  test('clocks of browsers that are wrong, and then right', async () => {
    const sent = (offMs: number) =>
      view('/', {
        sent_at: new Date(Date.now() + offMs).toISOString(),
        timestamp: new Date(Date.now() + offMs).toISOString(),
      });
    await post('clocks', [
      ...many(4, () => sent(10 * MINUTE_MS)),
      ...many(3, () => sent(-10 * MINUTE_MS)),
      ...many(8, () => sent(0)),
    ]);
    expect((await askCheck('clocks', 'clock_skew'))?.findings).toMatchObject([
      { subject: { kind: 'site', value: null }, counts: { measured: 15, ahead: 4, behind: 3 } },
    ]);
    await post(
      'clocks',
      many(NEWEST, () => sent(0)),
    );
    expect((await askCheck('clocks', 'clock_skew'))?.state).toBe('ok');
  });

  test('if the clocks of most browsers differ, it is the server’s', async () => {
    await post(
      'machine',
      many(25, () => view('/', { sent_at: new Date(Date.now() - 2 * MINUTE_MS).toISOString() })),
    );
    const check = await askCheck('machine', 'clock_skew');
    expect(check?.findings).toHaveLength(1);
    expect(check?.message).toContain('the server’s clock is probably wrong');
    await post(
      'machine',
      many(NEWEST, () => view('/', { sent_at: new Date().toISOString() })),
    );
    expect((await askCheck('machine', 'clock_skew'))?.state).toBe('ok');
  });

  test('an old tracker: its share of the page views that name a version', async () => {
    const [major = '', minor = ''] = TRACKER_VERSION.split('.');
    await post('trackers', [
      ...many(20, () => view('/')),
      ...many(4, () => view('/', { tracker_version: `${major}.${minor}.999` })),
      ...many(4, () => view('/', { tracker_version: `${major}.${Number(minor) + 1}.0` })),
      ...many(4, () => view('/', { tracker_version: 'mine; drop table' })),
    ]);
    // The newest one is newer than this server.
    expect((await askCheck('trackers', 'old_tracker'))?.state).toBe('ok');
    await post(
      'trackers',
      many(6, () => view('/', { tracker_version: '0.0.9' })),
    );
    const check = await askCheck('trackers', 'old_tracker');
    expect(check?.looked_at.counts).toMatchObject({ page_views: 38, with_version: 14 });
    expect(check?.findings.map(({ subject, counts }) => [subject.value, counts.of_version])).toEqual([
      ['0.0.9', 6],
      [`${major}.${minor}.999`, 4],
    ]);
    await post(
      'trackers',
      many(NEWEST, () => view('/', { tracker_version: `${major}.${Number(minor) + 1}.0` })),
    );
    expect((await askCheck('trackers', 'old_tracker'))?.state).toBe('ok');
  });

  test('more duplicates than usual', async () => {
    const events = many(40, () => view('/'));
    await post('twice', events);
    expect((await askCheck('twice', 'many_duplicates'))?.state).toBe('ok');
    await post('twice', events.slice(0, 20));
    expect((await askCheck('twice', 'many_duplicates'))?.findings).toMatchObject([
      { counts: { arrived: 60, duplicates: 20, arrived_before: 0, duplicates_before: 0 } },
    ]);
    await post(
      'twice',
      many(950, () => view('/')),
    );
    expect((await askCheck('twice', 'many_duplicates'))?.state).toBe('ok');
    // A day later these are the usual ones.
    expect((await checkAt('twice', 'many_duplicates', DAY_MS + HOUR_MS))?.looked_at.counts).toMatchObject({
      arrived: 0,
      arrived_before: 1010,
      duplicates_before: 20,
    });
  });

  test('a page without views after a release, which then has one', async () => {
    const weekAgoMs = 7 * DAY_MS + 30 * MINUTE_MS;
    expect((await askCheck('releases', 'route_without_views'))?.message).toContain('No release');
    await post('releases', [
      ...many(25, () => view('/gone', { agoMs: weekAgoMs })),
      ...many(25, () => view('/kept', { agoMs: weekAgoMs })),
      ...many(10, () => view('/seldom', { agoMs: weekAgoMs })),
      // Before the release, so no view after it.
      ...many(5, () => view('/gone', { agoMs: 2 * HOUR_MS })),
    ]);
    const { status } = await ask(server.url + SAVED_ROUTES.annotations, {
      body: {
        kind: 'deployment',
        text: 'Release of tea',
        version: '4.2.0',
        at: new Date(Date.now() - HOUR_MS).toISOString(),
      },
      ...keyOf('releases'),
    });
    expect(status).toBe(200);
    await post('releases', [
      view('/kept', { agoMs: 20 * MINUTE_MS }),
      // Nobody has looked but a program.
      view('/gone', { agoMs: 20 * MINUTE_MS, automated: true }),
    ]);
    const check = await askCheck('releases', 'route_without_views');
    expect(check).toMatchObject({ state: 'finding', looked_at: { counts: { views: 1, views_week_before: 60 } } });
    expect(check?.findings).toMatchObject([
      { subject: { kind: 'page', value: 'shop.example/gone' }, counts: { views: 0, views_week_before: 25 } },
    ]);
    expect(check?.message).toContain('4.2.0');
    await post('releases', [view('/gone')]);
    expect((await askCheck('releases', 'route_without_views'))?.state).toBe('ok');
    expect((await checkAt('releases', 'route_without_views', 8 * DAY_MS))?.state).toBe('unknown');
  });

  test('far fewer page views than a week before', async () => {
    await post(
      'quiet',
      many(60, () => view('/', { agoMs: 7 * DAY_MS + 3 * HOUR_MS })),
    );
    await post(
      'quiet',
      many(20, () => view('/', { agoMs: 3 * HOUR_MS })),
    );
    expect((await askCheck('quiet', 'fewer_page_views'))?.findings).toMatchObject([
      { counts: { views: 20, week_before: 60, two_weeks_before: 0 } },
    ]);
    await post(
      'quiet',
      many(10, () => view('/', { agoMs: 3 * HOUR_MS })),
    );
    expect((await askCheck('quiet', 'fewer_page_views'))?.state).toBe('ok');
  });

  test('a write key that nobody uses, until it is used, or revoked', async () => {
    const { addKey, revokeKey } = sql.engine.operations;
    const later = 8 * DAY_MS;
    const hash = await hashKey('keys', 'ovw_keys');
    await addKey('keys', { hash, scope: 'write', label: 'shop' });
    const lost = await hashKey('keys', 'ovw_lost');
    await addKey('keys', { hash: lost, scope: 'write' });
    expect((await askCheck('keys', 'unused_key'))?.state).toBe('ok');
    const values = (check: TrackingCheck | undefined) => check?.findings.map(({ subject }) => subject.value).sort();
    expect(values(await checkAt('keys', 'unused_key', later))).toEqual([hash.slice(0, 8), lost.slice(0, 8)].sort());
    await ask(server.url + ROUTES.track, { body: view('/'), key: 'keys:ovw_keys' });
    await server.service.keys.noteUses();
    expect(values(await checkAt('keys', 'unused_key', later))).toEqual([lost.slice(0, 8)]);
    await revokeKey('keys', lost);
    expect((await checkAt('keys', 'unused_key', later))?.state).toBe('ok');
  });

  test('an origin that is refused, for an hour', async () => {
    const allowedOrigins = ['https://shop.example'];
    const hash = await hashKey('keys', 'ovw_bound');
    await sql.engine.operations.addKey('keys', { hash, scope: 'write', allowedOrigins });
    server.service.keys.forget('keys');
    for (const origin of ['https://new.example', 'https://new.example', 'https://shop.example']) {
      await ask(server.url + ROUTES.track, { body: view('/'), headers: { Origin: origin }, key: 'keys:ovw_bound' });
    }
    expect(await askCheck('keys', 'refused_origin')).toMatchObject({
      state: 'finding',
      findings: [{ subject: { kind: 'origin', value: 'https://new.example' }, counts: { requests: 2 } }],
    });
    expect((await askCheck('nobody', 'refused_origin'))?.state).toBe('ok');

    let nowMs = Date.now();
    const refusals = createRefusals({ nowMs: () => nowMs });
    const endpoint = trackingChecksEndpoint({ engine: sql.engine, refusals });
    const askOwn = async () => {
      const call = { params: {}, query: new URLSearchParams(), body: null, client: {}, signal: AbortSignal.abort() };
      const customer = await sql.engine.findCustomer('keys');
      const { body } = await (endpoint.handle as (...args: unknown[]) => Promise<{ body: JsonObject }>)(call, customer);
      return pick(body.checks as unknown as TrackingCheck[], 'refused_origin')?.state;
    };
    refusals.note({ errorCode: 'ORIGIN_NOT_ALLOWED', status: 403, customerId: 'keys', origin: 'https://new.example' });
    expect(await askOwn()).toBe('finding');
    nowMs += HOUR_MS;
    expect(await askOwn()).toBe('ok');
  });

  test('no customer’s findings are in another’s answer', async () => {
    const told = JSON.stringify(await askChecks('nobody'));
    expect(told).not.toMatch(/shop\.example|evt_|0\.0\.9|"finding"/);
  });

  test('what is refused', async () => {
    const { status, body } = await ask(`${server.url}${ANALYTICS_ROUTES.checks}?from=2026-01-01`, keyOf('nobody'));
    expect([status, body.error_code, (body.detail as JsonObject[])[0]?.loc]).toEqual([
      422,
      'INVALID_QUERY',
      ['query', 'from'],
    ]);
    const write = await ask(server.url + ANALYTICS_ROUTES.checks, { key: 'keys:ovw_keys' });
    expect([write.status, write.body.error_code]).toEqual([403, 'SECRET_KEY_REQUIRED']);
    const share = await hashKey('keys', 'ovs_keys');
    await sql.engine.operations.addKey('keys', { hash: share, scope: 'share' });
    server.service.keys.forget('keys');
    const shared = await ask(server.url + ANALYTICS_ROUTES.checks, { key: 'keys:ovs_keys' });
    expect([shared.status, shared.body.error_code]).toEqual([403, 'SHARE_KEY_LIMIT']);
    expect((await ask(server.url + ANALYTICS_ROUTES.checks, { key: 'nobody:ovt_views' })).status).toBe(401);
  });
});

test('checks that take too long are answered with 503', async () => {
  const sql = await openSql('pglite');
  const slow: DatabaseEngine = {
    ...sql.engine,
    operations: { ...sql.engine.operations, checks: () => Promise.reject(new QueryTimedOut('statement timeout')) },
  };
  const server = await createMockServer({ engine: slow });
  const { status, headers, body } = await ask(server.url + ANALYTICS_ROUTES.checks);
  expect([status, headers.get('retry-after'), body.error_code]).toEqual([503, '30', 'QUERY_TIMED_OUT']);
  await server.close();
  await sql.close();
});
