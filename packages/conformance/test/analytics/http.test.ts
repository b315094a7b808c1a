import type { JsonObject } from '@onevault/contract';
import { ANALYTICS_ROUTES, ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import type { Engine } from '@onevault/server/internal/engine/port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../src/databases/openEngine.ts';
import { ask } from '../http/ask.ts';
import { expectSchema } from '../http/expectSchema.ts';
import { readAnswer, readCsv } from './readAnswers.ts';
import { STORY, storyAt, storyDay } from './story.ts';

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const DAYS = `from=${storyDay()}&to=${storyDay(1)}`;

describe.each(['pglite', 'postgres'] as const)('analytics over HTTP (%s)', (kind) => {
  let engine: Engine;
  let server: MockServer;
  beforeAll(async () => {
    engine = await openEngine(kind);
    server = await createMockServer({
      engine,
      keys: [
        { customerId: 'demo', token: 'ovt_demo', scope: 'full' },
        { customerId: 'acme', token: 'ovt_acme', scope: 'full' },
        { customerId: 'demo', token: 'ovt_write', scope: 'write' },
      ],
    });
    const headers = { 'User-Agent': AGENT };
    await ask(server.url + ROUTES.track, { body: STORY, headers });
    await ask(server.url + ROUTES.track, { body: STORY.slice(5, 6), key: 'acme:ovt_acme', headers });
  });
  afterAll(async () => {
    await server?.close();
    await engine?.close();
  });

  const get = (path: string, key?: string) => readAnswer(server.url + path, key);
  const getText = (path: string) => readCsv(server.url + path);

  test('summary', async () => {
    const body = await get(`${ANALYTICS_ROUTES.summary}?${DAYS}`);
    expectSchema(schemas.SummaryReplySchema, body);
    expect(body.query).toEqual({
      from: `${storyDay()}T00:00:00.000000Z`,
      to: `${storyDay(2)}T00:00:00.000000Z`,
      timezone: 'UTC',
      filter: [],
      include: [],
    });
    expect(body.population).toEqual({
      complete: true,
      counted: { events: 8, sessions: 3, visitors: 2 },
      excluded: [
        { rule: 'invalid', events: 1, sessions: 1 },
        { rule: 'bots', events: 0, sessions: 0 },
        { rule: 'automated', events: 0, sessions: 0 },
        { rule: 'internal', events: 1, sessions: 1 },
        { rule: 'set_aside', events: 0, sessions: 0 },
      ],
    });
    expect(body.data).toEqual({
      visitors: 2,
      sessions: 3,
      page_views: 5,
      events: 8,
      views_per_session: 1.6667,
      bounce_rate: 0.3333,
      duration_mean_s: 300,
      duration_median_s: 300,
      revenue: [{ currency: 'EUR', amount: 12.5, orders: 1 }],
    });
  });

  test('what is left out can be included, and filters hold together', async () => {
    const included = await get(`${ANALYTICS_ROUTES.summary}?${DAYS}&include=internal&include=invalid`);
    expect(included.population).toMatchObject({ counted: { events: 10, sessions: 4, visitors: 3 } });
    const filtered = await get(
      `${ANALYTICS_ROUTES.summary}?${DAYS}&filter=page:is:/tea&filter=source:is_not:chatgpt&filter=prop.plan:is:pro`,
    );
    expect(filtered.data).toMatchObject({ visitors: 1, sessions: 1, page_views: 1, events: 2, revenue: [] });
  });

  test('timeseries, with empty intervals and days of a time zone', async () => {
    const body = await get(`${ANALYTICS_ROUTES.timeseries}?from=${storyDay(-1)}&to=${storyDay(1)}&metric=sessions`);
    expectSchema(schemas.TimeseriesReplySchema, body);
    expect(body.data).toEqual([
      { at: `${storyDay(-1)}T00:00:00.000000Z`, value: 0 },
      { at: `${storyDay()}T00:00:00.000000Z`, value: 2 },
      { at: `${storyDay(1)}T00:00:00.000000Z`, value: 1 },
    ]);
    const inLagos = await get(`${ANALYTICS_ROUTES.timeseries}?${DAYS}&timezone=Africa/Lagos&interval=day`);
    expect((inLagos.data as JsonObject[]).map(({ at }) => at)).toEqual([
      `${storyDay(-1)}T23:00:00.000000Z`,
      `${storyDay()}T23:00:00.000000Z`,
    ]);
    const hours = await get(
      `${ANALYTICS_ROUTES.timeseries}?from=${storyAt(600)}&to=${storyAt(720)}&interval=hour&metric=events`,
    );
    expect(hours.data).toEqual([
      { at: storyAt(600).replace('.000Z', '.000000Z'), value: 5 },
      { at: storyAt(660).replace('.000Z', '.000000Z'), value: 1 },
    ]);
  });

  test('breakdown', async () => {
    const body = await get(`${ANALYTICS_ROUTES.breakdown}?${DAYS}&by=page&limit=2`);
    expectSchema(schemas.BreakdownReplySchema, body);
    expect(body.data).toEqual([
      { value: '/tea', visitors: 2, sessions: 2, page_views: 2, events: 3, bounce_rate: 0.5, duration_mean_s: 150 },
      { value: '/', visitors: 1, sessions: 2, page_views: 2, events: 2, bounce_rate: 0, duration_mean_s: 450 },
    ]);
    const rest = await get(`${ANALYTICS_ROUTES.breakdown}?${DAYS}&by=page&limit=2&cursor=${String(body.next_cursor)}`);
    expect((rest.data as JsonObject[]).map(({ value }) => value)).toEqual(['/=1+1', '/cart']);
    expect(rest.next_cursor).toBeNull();
    const valuesBy = async (by: string) =>
      ((await get(`${ANALYTICS_ROUTES.breakdown}?${DAYS}&by=${by}&sort=value`)).data as JsonObject[]).map(
        ({ value, sessions }) => [value, sessions],
      );
    expect(await valuesBy('channel')).toEqual([
      ['ai_assistant', 1],
      ['direct', 1],
      ['organic_search', 1],
    ]);
    expect(await valuesBy('source')).toEqual([
      [null, 1],
      ['chatgpt', 1],
      ['google', 1],
    ]);
    expect(await valuesBy('country')).toEqual([
      [null, 1],
      ['DE', 1],
      ['US', 1],
    ]);
    expect(await valuesBy('browser')).toEqual([['Firefox', 3]]);
    expect(await valuesBy('prop.plan')).toEqual([
      [null, 3],
      ['pro', 1],
    ]);
  });

  test('funnel', async () => {
    const steps = 'step=page:is:/&step=event:is:signup&step=event:is:transaction_step';
    const body = await get(`${ANALYTICS_ROUTES.funnel}?${DAYS}&${steps}`);
    expectSchema(schemas.FunnelReplySchema, body);
    expect(body.data).toEqual([
      { step: 'page:is:/', count: 2, rate: 1, dropped: 0 },
      { step: 'event:is:signup', count: 1, rate: 0.5, dropped: 1 },
      { step: 'event:is:transaction_step', count: 1, rate: 0.5, dropped: 0 },
    ]);
    const countsOf = async (query: string) =>
      ((await get(`${ANALYTICS_ROUTES.funnel}?${DAYS}&${query}`)).data as JsonObject[]).map(({ count }) => count);
    expect(await countsOf(`${steps}&order=strict`)).toEqual([2, 0, 0]);
    expect(
      await countsOf('step=page:is:/tea&step=event:is:signup&step=event:is:transaction_step&order=strict'),
    ).toEqual([2, 1, 1]);
    expect(await countsOf('step=event:is:signup&step=page:is:/&order=any')).toEqual([1, 1]);
    expect(await countsOf('step=event:is:signup&step=page:is:/&within=visitor')).toEqual([1, 1]);
    expect(await countsOf('step=event:is:signup&step=page:is:/&within=2h')).toEqual([1, 0]);
  });

  test('retention', async () => {
    const body = await get(`${ANALYTICS_ROUTES.retention}?${DAYS}&period=day`);
    expectSchema(schemas.RetentionReplySchema, body);
    expect(body.data).toEqual([
      { cohort: `${storyDay()}T00:00:00.000000Z`, visitors: 2, returned: [2, 1] },
      { cohort: `${storyDay(1)}T00:00:00.000000Z`, visitors: 0, returned: [0] },
    ]);
  });

  test('paths', async () => {
    const body = await get(`${ANALYTICS_ROUTES.paths}?${DAYS}&by=both&steps=3&limit=1`);
    expectSchema(schemas.PathsReplySchema, body);
    expect(body.data).toEqual({
      sessions: 3,
      nodes: [
        { id: '1:page:/', step: 1, kind: 'page', value: '/', nodes: 1, sessions: 2, dropped: 0 },
        { id: '1:other', step: 1, kind: 'other', value: null, nodes: 1, sessions: 1, dropped: 1 },
        { id: '2:page:/=1+1', step: 2, kind: 'page', value: '/=1+1', nodes: 1, sessions: 1, dropped: 1 },
        { id: '2:other', step: 2, kind: 'other', value: null, nodes: 1, sessions: 1, dropped: 0 },
        { id: '3:event:signup', step: 3, kind: 'event', value: 'signup', nodes: 1, sessions: 1, dropped: 0 },
      ],
      links: [
        { source: '1:page:/', target: '2:page:/=1+1', sessions: 1 },
        { source: '1:page:/', target: '2:other', sessions: 1 },
        { source: '2:other', target: '3:event:signup', sessions: 1 },
      ],
    });
    const toSignup = await get(`${ANALYTICS_ROUTES.paths}?${DAYS}&end=event:is:signup`);
    expect(toSignup.data).toMatchObject({
      sessions: 1,
      links: [
        { source: '2:page:/tea', target: '1:event:signup', sessions: 1 },
        { source: '3:page:/', target: '2:page:/tea', sessions: 1 },
      ],
    });
    expect(await getText(`${ANALYTICS_ROUTES.paths}?${DAYS}&start=page:is:/tea&by=event`)).toBe(
      'source_step,source_kind,source,target_step,target_kind,target,sessions\r\n' +
        '1,event,page_view,2,event,signup,1\r\n2,event,signup,3,event,transaction_step,1\r\n' +
        '1,event,page_view,,dropped,,1\r\n3,event,transaction_step,,dropped,,1\r\n',
    );
  });

  test('attribution', async () => {
    const orders = await get(`${ANALYTICS_ROUTES.attribution}?${DAYS}&conversion=orders`);
    expectSchema(schemas.AttributionReplySchema, orders);
    const revenue = [{ currency: 'EUR', amount: 12.5, orders: 1 }];
    expect(orders.data).toEqual({
      conversions: 1,
      without_visitor: 0,
      without_session: 0,
      revenue,
      rows: [{ value: 'google', conversions: 1, visitors: 1, revenue }],
    });
    expect(orders.next_cursor).toBeNull();
    // Ann came from Google, and the next day directly.
    const views = `${ANALYTICS_ROUTES.attribution}?${DAYS}&conversion=page:is:/%3D1%2B1&by=channel`;
    const channelOf = async (more: string) => ((await get(views + more)).data as { rows: JsonObject[] }).rows[0]?.value;
    expect(await channelOf('')).toBe('organic_search');
    expect(await channelOf('&model=first')).toBe('organic_search');
    expect(await channelOf('&model=session')).toBe('direct');
    expect(await channelOf('&lookback=1h')).toBe('direct');
    const paged = `${ANALYTICS_ROUTES.attribution}?${DAYS}&conversion=event:is:page_view&model=session&limit=1`;
    const first = await get(paged);
    expect(first.data).toMatchObject({ conversions: 5, rows: [{ value: null, conversions: 2 }] });
    const second = await get(`${paged}&cursor=${String(first.next_cursor)}`);
    expect(second.data).toMatchObject({ conversions: 5, rows: [{ value: 'google', conversions: 2, revenue: [] }] });
    expect(await getText(`${ANALYTICS_ROUTES.attribution}?${DAYS}&conversion=orders&compare=previous`)).toBe(
      'range,value,conversions,visitors,currency,amount,orders\r\ncurrent,google,1,1,EUR,12.5,1\r\n',
    );
  });

  test('sessions, page by page', async () => {
    const body = await get(`${ANALYTICS_ROUTES.sessions}?${DAYS}&limit=2`);
    expectSchema(schemas.SessionsReplySchema, body);
    expect((body.data as JsonObject[]).map(({ session_id }) => session_id)).toEqual(['session_a2', 'session_b1']);
    const rest = await get(`${ANALYTICS_ROUTES.sessions}?${DAYS}&limit=2&cursor=${String(body.next_cursor)}`);
    expect(rest.data).toEqual([
      {
        session_id: 'session_a1',
        visitor_id: 'visitor_ann',
        started_at: `${storyDay()}T10:00:00.000000Z`,
        ended_at: `${storyDay()}T10:05:00.000000Z`,
        duration_s: 300,
        events: 5,
        page_views: 2,
        is_bounce: false,
        entry_page: '/',
        exit_page: '/tea',
        source: 'google',
        channel: 'organic_search',
        referrer: 'google.com',
        utm_campaign: null,
        device: 'desktop',
        browser: 'Firefox',
        os: 'Linux',
        language: 'de',
        country: 'DE',
      },
    ]);
    expect(rest.next_cursor).toBeNull();
  });

  test('one session and one visitor, event by event', async () => {
    const session = await get(`/api/v1/analytics/sessions/a1?filter=event:is:page_view`);
    expectSchema(schemas.SessionTimelineReplySchema, session);
    expect(session.population).toMatchObject({ counted: { events: 2, sessions: 1, visitors: 1 } });
    expect(session.data).toMatchObject({
      session: { session_id: 'session_a1', events: 5 },
      events: [
        {
          at: `${storyDay()}T10:00:00.000000Z`,
          event: 'page_view',
          page: '/',
          hostname: 'shop.example',
          properties: {},
        },
        { at: `${storyDay()}T10:01:00.000000Z`, page: '/tea', properties: { plan: 'pro' }, excluded: null },
      ],
    });
    const visitor = await get('/api/v1/analytics/visitors/visitor_ann');
    expectSchema(schemas.VisitorTimelineReplySchema, visitor);
    expect(visitor.population).toMatchObject({ counted: { events: 7, sessions: 2, visitors: 1 } });
    expect(visitor.data).toMatchObject({
      visitor_id: 'visitor_ann',
      first_seen_at: `${storyDay()}T10:00:00.000000Z`,
      last_seen_at: `${storyDay(1)}T00:40:00.000000Z`,
      sessions: [{ session_id: 'session_a2' }, { session_id: 'session_a1' }],
    });
    const eve = await get('/api/v1/analytics/sessions/e1');
    expect(eve.population).toMatchObject({ counted: { events: 0 } });
    expect(eve.data).toMatchObject({ events: [{ excluded: 'internal' }] });
    for (const path of ['sessions/nobody', 'visitors/nobody', "visitors/' or true --"]) {
      const { status, body } = await ask(`${server.url}/api/v1/analytics/${path}`);
      expect([status, body.error_code]).toEqual([404, 'NOT_FOUND']);
    }
    const other = await ask(`${server.url}/api/v1/analytics/visitors/ann`, { key: 'acme:ovt_acme' });
    expect(other.status).toBe(404);
  });

  test('live: each visitor is on the page of the latest event', async () => {
    const now = (page: string, visitor: string, agoMs: number) => ({
      page_url: `https://shop.example${page}`,
      event_data: { visitor_id: visitor, session_id: visitor, timestamp: new Date(Date.now() - agoMs).toISOString() },
    });
    const body = [
      now('/tea', 'cleo', 60_000),
      now('/cart', 'cleo', 30_000),
      now('/cart', 'dan', 90_000),
      now('/', 'eli', 400_000),
    ];
    await ask(server.url + ROUTES.track, { body, headers: { 'User-Agent': AGENT } });
    const live = await get(ANALYTICS_ROUTES.live);
    expectSchema(schemas.LiveReplySchema, live);
    expect(live.data).toEqual({ visitors: 2, sessions: 2, page_views: 3, pages: [{ page: '/cart', visitors: 2 }] });
    expect((await get(`${ANALYTICS_ROUTES.live}?filter=page:is:/tea`)).data).toMatchObject({
      pages: [{ page: '/tea', visitors: 1 }],
    });
  });

  test('a comparison has its own population', async () => {
    const day = `from=${storyDay(1)}&to=${storyDay(1)}`;
    const body = await get(`${ANALYTICS_ROUTES.summary}?${day}&compare=previous`);
    expect(body.comparison).toMatchObject({
      query: { from: `${storyDay()}T00:00:00.000000Z`, to: `${storyDay(1)}T00:00:00.000000Z` },
      population: { counted: { events: 6, sessions: 2 } },
      data: { visitors: 2, bounce_rate: 0.5 },
    });
    const explicit = await get(`${ANALYTICS_ROUTES.summary}?${day}&compare=${storyDay()}..${storyAt(601)}`);
    expect(explicit.comparison).toMatchObject({ data: { events: 1 } });
    const lastYear = await get(`${ANALYTICS_ROUTES.summary}?${day}&compare=year`);
    expect(lastYear.comparison).toMatchObject({ data: { events: 0, bounce_rate: null } });
  });

  test('as CSV, in which no cell is a formula', async () => {
    expect(await getText(`${ANALYTICS_ROUTES.breakdown}?${DAYS}&by=exit_page&sort=value`)).toBe(
      'value,visitors,sessions,page_views,events,bounce_rate,duration_mean_s\r\n' +
        '/=1+1,1,1,2,2,0,600\r\n/tea,2,2,3,6,0.5,150\r\n',
    );
    await ask(server.url + ROUTES.track, {
      headers: { 'User-Agent': AGENT },
      body: [
        {
          event_type: '=HYPERLINK("x"),y',
          page_url: 'https://shop.example/',
          event_data: { timestamp: storyAt(3000) },
        },
      ],
    });
    expect(await getText(`${ANALYTICS_ROUTES.breakdown}?from=${storyAt(3000)}&to=${storyAt(3001)}&by=event`)).toContain(
      `"'=HYPERLINK(""x""),y",0,0,0,1,,\r\n`,
    );
    expect(await getText(`${ANALYTICS_ROUTES.summary}?${DAYS}&compare=previous`)).toContain(
      'current,revenue,EUR,12.5\r\n',
    );
  });

  test('two customers never meet, and a write key reads nothing', async () => {
    const body = await get(`${ANALYTICS_ROUTES.summary}?${DAYS}`, 'acme:ovt_acme');
    expect(body.population).toMatchObject({ counted: { events: 1, sessions: 1, visitors: 1 } });
    const events = await get(`${ANALYTICS_ROUTES.breakdown}?${DAYS}&by=page`, 'acme:ovt_acme');
    expect((events.data as JsonObject[]).map(({ value }) => value)).toEqual(['/tea']);
    const { status, body: refused } = await ask(server.url + ANALYTICS_ROUTES.summary, { key: 'demo:ovt_write' });
    expect([status, refused.error_code]).toEqual([403, 'SECRET_KEY_REQUIRED']);
  });

  test('nothing of a filter is run as SQL', async () => {
    const quoted = ["' or 1=1 --", "'); drop table facts.events; --", "\\' or true --"];
    const attacks = [...quoted, '$1', '%', '_', '\\', '{"a"}', '\u0000x', '{NULL}'];
    for (const attack of attacks) {
      for (const dimension of ['page', 'source', 'item', 'prop.plan', `prop.${attack}`]) {
        for (const operator of ['is', 'contains', 'matches']) {
          const filter = encodeURIComponent(`${dimension}:${operator}:${attack}`);
          const body = await get(`${ANALYTICS_ROUTES.summary}?${DAYS}&filter=${filter}`);
          expect(body.population, filter).toMatchObject({ counted: { events: 0 } });
        }
      }
    }
    for (const attack of attacks.map(encodeURIComponent)) {
      const paths = await get(`${ANALYTICS_ROUTES.paths}?${DAYS}&end=event:is:${attack}`);
      expect(paths.data).toEqual({ sessions: 0, nodes: [], links: [] });
      const credits = await get(`${ANALYTICS_ROUTES.attribution}?${DAYS}&conversion=prop.${attack}:is:${attack}`);
      expect(credits.data).toMatchObject({ conversions: 0, rows: [] });
    }
    expect((await get(`${ANALYTICS_ROUTES.summary}?${DAYS}`)).data).toMatchObject({ events: 8 });
  });
});
