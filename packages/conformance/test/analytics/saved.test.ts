import { ANALYTICS_ROUTES, type Annotation, type JsonObject, ROUTES, SAVED_ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import type { Engine } from '@onevault/server/internal/engine/port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../../../scripts/createSeededRandom.ts';
import { ONE_SERVER_KIND } from '../../src/databases/kinds.ts';
import { openEngine } from '../../src/databases/openEngine.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';
import { ask } from '../http/ask.ts';
import { expectSchema } from '../http/expectSchema.ts';
import { STORY, storyAt, storyDay } from './story.ts';

const ids = createSeededRandom(11);

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const DAYS = `from=${storyDay()}&to=${storyDay(1)}`;
const NO_ID = '00000000-0000-4000-8000-000000000000';

describe.each(ONE_SERVER_KIND)('saved things (%s)', (kind) => {
  let engine: Engine;
  let server: MockServer;
  beforeAll(async () => {
    engine = await openEngine(kind);
    server = await createMockServer({
      engine,
      keys: [
        { customerId: 'demo', token: 'ovt_demo', scope: 'full' },
        { customerId: 'acme', token: 'ovt_acme', scope: 'full' },
      ],
    });
    await ask(server.url + ROUTES.track, { body: STORY, headers: { 'User-Agent': AGENT } });
  });
  afterAll(async () => {
    await server?.close();
    await engine?.close();
  });

  const call = (method: string, path: string, body?: unknown, key = 'demo:ovt_demo') =>
    ask(server.url + path, { method, key, ...(body !== undefined && { body }) });
  const get = async (path: string): Promise<JsonObject> => {
    const { status, body } = await call('GET', path);
    expect(status, JSON.stringify(body)).toBe(200);
    return body;
  };
  const make = async (route: string, body: object) => {
    const answer = await call('POST', route, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body;
  };
  const withId = (route: string, id: unknown) => route.replace(/:\w+/, String(id));
  const summary = async (more = '') => (await get(`${ANALYTICS_ROUTES.summary}?${DAYS}${more}`)).data as JsonObject;

  test('a segment joins its filters to those given, in every kind of answer', async () => {
    const made = await make(SAVED_ROUTES.segments, { name: 'Tea & more', filters: ['page:is:/tea'] });
    expectSchema(schemas.SegmentReplySchema, made);
    const name = encodeURIComponent('Tea & more');
    expect(await summary(`&segment=${name}`)).toEqual(await summary('&filter=page:is:/tea'));
    expect(await summary(`&segment=${name}&filter=prop.plan:is:pro`)).toEqual(
      await summary('&filter=page:is:/tea&filter=prop.plan:is:pro'),
    );
    const compared = await get(`${ANALYTICS_ROUTES.breakdown}?${DAYS}&by=page&segment=${name}&compare=previous`);
    expect(compared).toMatchObject({
      query: { segment: 'Tea & more' },
      data: [{ value: '/tea' }],
      comparison: { data: [] },
    });
    const unknown = await call('GET', `${ANALYTICS_ROUTES.summary}?segment=nope`);
    expect(unknown).toMatchObject({ status: 422, body: { detail: [{ loc: ['query', 'segment'] }] } });

    const { segment_id: id } = made.segment as { segment_id: string };
    const path = withId(SAVED_ROUTES.segment, id);
    expect(
      (await call('POST', SAVED_ROUTES.segments, { name: 'Tea & more', filters: ['page:is:/'] })).body,
    ).toMatchObject({
      error_code: 'NAME_TAKEN',
    });
    const changed = await make(path, { name: 'Tea' });
    expect(changed.segment).toMatchObject({ name: 'Tea', filters: ['page:is:/tea'] });
    expectSchema(schemas.SegmentsReplySchema, await get(SAVED_ROUTES.segments));
    // Another customer neither sees nor changes it.
    expect((await call('GET', SAVED_ROUTES.segments, undefined, 'acme:ovt_acme')).body.segments).toEqual([]);
    for (const [method, body] of [['POST', { name: 'Mine' }], ['DELETE']] as const) {
      expect((await call(method, path, body, 'acme:ovt_acme')).status).toBe(404);
    }
    expect((await call('GET', `${ANALYTICS_ROUTES.summary}?segment=Tea`, undefined, 'acme:ovt_acme')).status).toBe(422);
    expect((await call('DELETE', path)).status).toBe(200);
    expect((await call('DELETE', path)).status).toBe(404);
  });

  test('goals: conversions, rates and revenue from one population, and as a filter', async () => {
    await make(SAVED_ROUTES.goals, {
      name: 'Orders',
      filters: ['event:is:transaction_step', 'prop.action:is:complete'],
    });
    await make(SAVED_ROUTES.goals, {
      name: 'Tea seen',
      filters: ['page:matches:/te*', 'event:is:page_view'],
      revenue: { currency: 'usd', value: 2.5 },
    });
    const made = await make(SAVED_ROUTES.goals, {
      name: 'Worth',
      filters: ['event:is:transaction_step'],
      revenue: { currency: 'EUR', property: 'value' },
    });
    expectSchema(schemas.GoalReplySchema, made);
    const body = await get(`${ANALYTICS_ROUTES.goals}?${DAYS}&compare=previous`);
    expectSchema(schemas.GoalsReplySchema, body);
    const [orders, tea, worth] = body.data as JsonObject[];
    const ofOrders = await summary('&filter=event:is:transaction_step&filter=prop.action:is:complete');
    expect(orders).toMatchObject({
      goal: 'Orders',
      visitors: ofOrders.visitors,
      sessions: ofOrders.sessions,
      conversions: ofOrders.events,
      revenue: [{ currency: 'EUR', amount: 12.5 }],
    });
    const ofTea = await summary('&filter=goal:is:Tea%20seen');
    expect(tea).toMatchObject({ visitors: ofTea.visitors, conversions: ofTea.events });
    expect(tea?.revenue).toEqual([{ currency: 'USD', amount: Number(ofTea.events) * 2.5 }]);
    expect(tea?.conversion_rate).toBe(Number(ofTea.visitors) / 2);
    expect(worth?.goal).toBe('Worth');
    expect((body.comparison as JsonObject).data).toMatchObject([
      { goal: 'Orders', conversions: 0, conversion_rate: null, revenue: [] },
      { goal: 'Tea seen' },
      { goal: 'Worth' },
    ]);
    const csv = await fetch(`${server.url}${ANALYTICS_ROUTES.goals}?${DAYS}`, {
      headers: { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo', Accept: 'text/csv' },
    });
    expect((await csv.text()).split('\r\n')[0]).toBe(
      'goal,visitors,sessions,conversions,conversion_rate,currency,revenue',
    );
    const wrong = await call('GET', `${ANALYTICS_ROUTES.summary}?filter=goal:contains:x`);
    expect(wrong).toMatchObject({ status: 422, body: { detail: [{ loc: ['query', 'filter'] }] } });
    expect((await call('GET', `${ANALYTICS_ROUTES.funnel}?step=goal:is:none&step=page:is:/`)).body).toMatchObject({
      detail: [{ loc: ['query', 'step'] }],
    });
  });

  test('a saved funnel is the same as its steps', async () => {
    const steps = [
      { name: 'Start', filters: ['page:is:/'] },
      { name: 'Tea', filters: ['page:is:/tea', 'event:is:page_view'] },
    ];
    const made = await make(SAVED_ROUTES.funnels, { name: 'To tea', steps, within: '7d' });
    expectSchema(schemas.FunnelDefinitionReplySchema, made);
    expectSchema(schemas.FunnelsReplySchema, await get(SAVED_ROUTES.funnels));
    const saved = await get(`${ANALYTICS_ROUTES.funnel}?${DAYS}&funnel=To%20tea`);
    const given = await get(`${ANALYTICS_ROUTES.funnel}?${DAYS}&step=page:is:/&step=page:is:/tea&within=7d`);
    const counts = (body: JsonObject) => (body.data as JsonObject[]).map(({ count }) => count);
    expect(counts(saved)).toEqual(counts(given));
    expect((saved.data as JsonObject[]).map(({ step }) => step)).toEqual(['Start', 'Tea']);
    expect((await call('GET', `${ANALYTICS_ROUTES.funnel}?funnel=To%20tea&order=any`)).body).toMatchObject({
      detail: [{ loc: ['query', 'order'] }],
    });
    expect((await call('GET', `${ANALYTICS_ROUTES.funnel}?funnel=x`)).status).toBe(422);
  });

  test('a rule for internal traffic holds for earlier events, until it is deleted', async () => {
    const before = await summary();
    const sessions = (await get(`${ANALYTICS_ROUTES.sessions}?${DAYS}`)).data as {
      visitor_id: string;
      session_id: string;
    }[];
    for (const rule of [
      { name: 'A visitor', visitor: sessions[0]?.visitor_id },
      { name: 'A session', session: sessions[0]?.session_id },
      { name: 'A property', property: 'plan', value: 'pro' },
    ]) {
      const made = await make(SAVED_ROUTES.internalRules, rule);
      expectSchema(schemas.InternalRuleReplySchema, made);
      expect(JSON.stringify(made)).not.toContain(String(rule.visitor ?? rule.session));
      const body = await get(`${ANALYTICS_ROUTES.summary}?${DAYS}`);
      expect(Number((body.data as JsonObject).events)).toBeLessThan(Number(before.events));
      const { excluded, counted } = body.population as { excluded: JsonObject[]; counted: JsonObject };
      const internal = excluded.find((one) => one.rule === 'internal');
      // One event says so itself.
      expect(Number(internal?.events) + Number(counted.events)).toBe(Number(before.events) + 1);
      expect(await summary('&include=internal')).toMatchObject({ events: Number(before.events) + 1 });
      const { rule_id: id } = made.rule as { rule_id: string };
      expect((await call('DELETE', withId(SAVED_ROUTES.internalRule, id), undefined, 'acme:ovt_acme')).status).toBe(
        404,
      );
      expect((await call('DELETE', withId(SAVED_ROUTES.internalRule, id))).status).toBe(200);
      expect(await summary()).toEqual(before);
    }
  });

  test('annotations: of people and pipelines, in pages, and in a time series', async () => {
    const deployment = {
      annotation_id: '3b241101-e2bb-4255-8caf-4136c566a962',
      kind: 'deployment',
      at: storyAt(600),
      text: 'Release',
      version: '1.2.0',
      url: 'https://ci.example/1',
    };
    await make(SAVED_ROUTES.annotations, deployment);
    // A pipeline that sends it again.
    expectSchema(schemas.AnnotationReplySchema, await make(SAVED_ROUTES.annotations, deployment));
    await make(SAVED_ROUTES.annotations, { text: 'Sale', at: storyDay(-1), until: storyDay(1) });
    await make(SAVED_ROUTES.annotations, { text: 'Later', at: storyDay(3) });
    const pages: Annotation[] = [];
    for (let cursor = ''; ; ) {
      const page = await get(`${SAVED_ROUTES.annotations}?limit=2${cursor}`);
      expectSchema(schemas.AnnotationsReplySchema, page);
      pages.push(...(page.annotations as unknown as Annotation[]));
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    expect(pages.map(({ text, created_by }) => [text, created_by.slice(0, 4)])).toEqual([
      ['Later', 'key:'],
      ['Release', 'key:'],
      ['Sale', 'key:'],
    ]);
    const series = await get(`${ANALYTICS_ROUTES.timeseries}?${DAYS}&annotations=true&compare=previous`);
    expectSchema(schemas.TimeseriesReplySchema, series);
    const texts = (of: unknown) => (of as JsonObject[]).map(({ text }) => text);
    expect(texts(series.annotations)).toEqual(['Release', 'Sale']);
    expect(texts((series.comparison as JsonObject).annotations)).toEqual(['Sale']);
    expect(await get(`${ANALYTICS_ROUTES.timeseries}?${DAYS}`)).not.toHaveProperty('annotations');
    const path = withId(SAVED_ROUTES.annotation, deployment.annotation_id);
    expect((await make(path, { until: storyAt(660) })).annotation).toMatchObject({ text: 'Release', version: '1.2.0' });
    expect((await call('DELETE', path, undefined, 'acme:ovt_acme')).status).toBe(404);
    expect((await call('DELETE', path)).status).toBe(200);
  });

  test.each<[route: string, body: unknown, place: (string | number)[]]>([
    [SAVED_ROUTES.segments, { filters: ['page:is:/'] }, ['name']],
    [SAVED_ROUTES.segments, { name: 'x', filters: [] }, ['filters']],
    [SAVED_ROUTES.segments, { name: 'x', filters: ['nope:is:1'] }, ['filters']],
    [SAVED_ROUTES.segments, { name: 'x', filters: ['goal:is:Orders'] }, ['filters']],
    [SAVED_ROUTES.segments, { name: 'x', filters: ['page:is:/'], more: 1 }, ['more']],
    [SAVED_ROUTES.segments, { name: 'x\n', filters: ['page:is:/'] }, ['name']],
    [SAVED_ROUTES.segments, [], []],
    [SAVED_ROUTES.goals, { name: 'x', filters: ['page:is:/'], revenue: { currency: 'EUR' } }, ['revenue']],
    [
      SAVED_ROUTES.goals,
      { name: 'x', filters: ['page:is:/'], revenue: { currency: '€', value: 1 } },
      ['revenue', 'currency'],
    ],
    [
      SAVED_ROUTES.goals,
      { name: 'x', filters: ['page:is:/'], revenue: { currency: 'EUR', value: -1 } },
      ['revenue', 'value'],
    ],
    [SAVED_ROUTES.funnels, { name: 'x', steps: [{ name: 'a', filters: ['page:is:/'] }] }, ['steps']],
    [SAVED_ROUTES.funnels, { name: 'x', steps: [{ name: 'a', filters: ['page:is:/'] }, 1] }, ['steps', 1]],
    [SAVED_ROUTES.internalRules, { name: 'x' }, []],
    [SAVED_ROUTES.internalRules, { name: 'x', visitor: 'a', session: 'b' }, []],
    [SAVED_ROUTES.internalRules, { name: 'x', property: 'a' }, []],
    [SAVED_ROUTES.annotations, { text: 'x', at: 'soon' }, ['at']],
    [SAVED_ROUTES.annotations, { text: 'x', at: '2026-01-02', until: '2026-01-01' }, ['until']],
    [SAVED_ROUTES.annotations, { text: 'x', url: 'javascript:alert(1)' }, ['url']],
    [SAVED_ROUTES.annotations, { text: 'x', annotation_id: 'x' }, ['annotation_id']],
    [SAVED_ROUTES.settings, { private_properties: 'plan' }, ['private_properties']],
    [SAVED_ROUTES.settings, { private_properties: [1] }, ['private_properties', 0]],
  ])('%s refuses %j and names the part', async (route, body, place) => {
    const answer = await call('POST', route, body);
    expect(answer.body).toMatchObject({ error_code: 'INVALID_BODY', detail: [{ loc: ['body', ...place] }] });
    expect(answer.status).toBe(422);
  });

  test('an unknown id is 404, whatever it looks like', async () => {
    for (const route of [SAVED_ROUTES.segment, SAVED_ROUTES.goal, SAVED_ROUTES.funnel, SAVED_ROUTES.annotation]) {
      for (const id of [NO_ID, 'x', "'--", '%00']) {
        expect((await call('DELETE', withId(route, id))).status, `${route} ${id}`).toBe(404);
        expect((await call('POST', withId(route, id), {})).status, `${route} ${id}`).toBe(404);
      }
    }
  });

  test('limits and unique names hold if many are made at once', async () => {
    const { saved } = operationsOf(engine);
    const add = (n: number, name = `s${n}`) =>
      saved.addDefinition('acme', {
        kind: 'segment',
        id: ids.uuid(),
        name,
        body: { filters: ['page:is:/'] },
      });
    const same = await Promise.all(Array.from({ length: 5 }, (_, n) => add(n, 'same')));
    expect(same.filter((result) => result === 'added')).toHaveLength(1);
    for (let n = 0; n < 97; n += 1) await add(n);
    const last = await Promise.all(Array.from({ length: 5 }, (_, n) => add(1000 + n)));
    expect(last.filter((result) => result === 'added')).toHaveLength(2);
    expect(await saved.findDefinitions('acme')).toHaveLength(100);
  });

  test('an erasure removes the rules that name the visitor, and the audit trail has neither', async () => {
    const { saved, eraseVisitor, visitorTraces, auditTrail } = operationsOf(engine);
    await ask(server.url + ROUTES.track, {
      key: 'acme:ovt_acme',
      body: { event_id: 'evt_ann', event_data: { visitor_id: 'ann', session_id: 'sess_ann' } },
    });
    await saved.addInternalRule('acme', {
      ruleId: ids.uuid(),
      name: 'Laptop of Ann',
      of: 'visitor',
      id: 'ann',
    });
    await saved.addInternalRule('acme', { ruleId: ids.uuid(), name: 'Visit', of: 'session', id: 'sess_ann' });
    await saved.addInternalRule('acme', { ruleId: ids.uuid(), name: 'Ben', of: 'visitor', id: 'ben' });
    expect(await visitorTraces('acme', 'ann')).toMatchObject({ 'saved.internal_rules': 1 });
    expect((await eraseVisitor('acme', 'ann')).rows).toMatchObject({ 'saved.internal_rules': 2 });
    expect(await visitorTraces('acme', 'ann')).toEqual({});
    expect((await saved.findInternalRules('acme')).map(({ name }) => name)).toEqual(['Ben']);
    expect(JSON.stringify(await auditTrail('acme', { limit: 500 }))).not.toMatch(/Laptop|"ann"/);
  });

  test('retention removes annotations and rules about the time before it', async () => {
    const { saved, maintain } = operationsOf(engine);
    const annotation = { kind: 'note', until: null, text: 'x', url: null, version: null } as const;
    await saved.addAnnotation('acme', { ...annotation, annotationId: ids.uuid(), at: '2020-01-01T00:00:00Z' });
    await saved.addAnnotation('acme', { ...annotation, annotationId: ids.uuid(), at: '2099-01-01T00:00:00Z' });
    await maintain('acme');
    expect((await saved.findAnnotations('acme', { limit: 10 })).map(({ at }) => at)).toEqual([
      '2099-01-01T00:00:00.000000Z',
    ]);
    expect(await saved.findInternalRules('acme')).toHaveLength(1);
    await maintain('acme', { now: new Date(Date.now() + 400 * 86_400_000).toISOString() });
    expect(await saved.findInternalRules('acme')).toEqual([]);
  });
});
