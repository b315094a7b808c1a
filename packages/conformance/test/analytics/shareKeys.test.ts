import { ANALYTICS_ROUTES, type JsonObject, ROUTES, SAVED_ROUTES } from '@onevault/contract';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import type { Engine } from '@onevault/server/internal/engine/port';
import { hashKey } from '@onevault/server/internal/service/keys';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../../../scripts/createSeededRandom.ts';
import { ONE_SERVER_KIND } from '../../src/databases/kinds.ts';
import { openEngine } from '../../src/databases/openEngine.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';
import { ask } from '../http/ask.ts';
import { STORY, storyDay } from './story.ts';

const ids = createSeededRandom(11);

const DAYS = `from=${storyDay()}&to=${storyDay(1)}`;
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const SEGMENT = '3b241101-e2bb-4255-8caf-4136c566a962';
/** Everything that a share key may call. Whoever adds an endpoint here must be sure that it shows no single visitor. */
const ALLOWED = [
  ANALYTICS_ROUTES.summary,
  ANALYTICS_ROUTES.overview,
  ANALYTICS_ROUTES.timeseries,
  ANALYTICS_ROUTES.breakdown,
  ANALYTICS_ROUTES.funnel,
  ANALYTICS_ROUTES.goals,
  ANALYTICS_ROUTES.retention,
  ANALYTICS_ROUTES.paths,
  ANALYTICS_ROUTES.attribution,
  ANALYTICS_ROUTES.live,
  SAVED_ROUTES.segments,
  SAVED_ROUTES.goals,
  SAVED_ROUTES.funnels,
].map((path) => `GET ${path}`);
/** What a question needs. */
const NEEDED: Record<string, string> = {
  [ANALYTICS_ROUTES.breakdown]: '?by=page',
  [ANALYTICS_ROUTES.attribution]: '?conversion=page:is:/tea',
  [ANALYTICS_ROUTES.funnel]: '?step=page:is:/&step=page:is:/tea',
};

describe.each(ONE_SERVER_KIND)('share keys (%s)', (kind) => {
  let engine: Engine;
  let server: MockServer;
  beforeAll(async () => {
    engine = await openEngine(kind);
    server = await createMockServer({ engine, keys: [{ customerId: 'demo', token: 'ovt_demo', scope: 'full' }] });
    await engine.upsertCustomer('acme');
    const { addKey, saved } = operationsOf(engine);
    const filters = ['prop.plan:is:pro'];
    await saved.addDefinition('demo', { kind: 'segment', id: SEGMENT, name: 'Pro', body: { filters } });
    await saved.addDefinition('demo', {
      kind: 'segment',
      id: ids.uuid(),
      name: 'Tea',
      body: { filters: ['page:is:/tea'] },
    });
    const goals = [
      ['Pro seen', filters, null],
      ['Seen', ['event:is:page_view'], null],
      ['Priced', ['event:is:page_view'], { currency: 'EUR', property: 'value' }],
    ] as const;
    for (const [name, of, revenue] of goals) {
      await saved.addDefinition('demo', {
        kind: 'goal',
        id: ids.uuid(),
        name,
        body: { filters: of, revenue },
      });
    }
    for (const [token, segmentId] of [
      ['ovt_share', null],
      ['ovt_pro', SEGMENT],
      ['ovt_gone', '00000000-0000-4000-8000-000000000000'],
    ] as const) {
      await addKey('demo', { hash: await hashKey('demo', token), scope: 'share', segmentId });
    }
    await ask(server.url + ROUTES.track, { body: STORY, headers: { 'User-Agent': AGENT } });
  });
  beforeEach(() => operationsOf(engine).saved.setPrivateProperties('demo', ['*']));
  afterAll(async () => {
    await server?.close();
    await engine?.close();
  });

  const get = (path: string, token = 'ovt_share') => ask(server.url + path, { key: `demo:${token}` });
  const summary = async (token: string, more = '') =>
    (await get(`${ANALYTICS_ROUTES.summary}?${DAYS}${more}`, token)).body.data as JsonObject;

  test('every endpoint is closed to them, except those of the list', async () => {
    const opened: string[] = [];
    for (const { method, path, access } of server.service.endpoints) {
      if (access === 'public') continue;
      const url = server.url + path.replace(/:\w+/g, 'x') + (NEEDED[path] ?? '');
      const { status, body } = await ask(url, {
        method,
        key: 'demo:ovt_share',
        ...(method === 'POST' && { body: {} }),
      });
      if (status === 200) opened.push(`${method} ${path}`);
      else expect([status, body.error_code], `${method} ${path}`).toEqual([403, 'SHARE_KEY_LIMIT']);
    }
    expect(opened.sort()).toEqual([...ALLOWED].sort());
  });

  test('no customer but its own', async () => {
    const answer = await ask(server.url + ANALYTICS_ROUTES.summary, { key: 'acme:ovt_share' });
    expect([answer.status, answer.body.error_code]).toEqual([401, 'INVALID_TOKEN']);
  });

  test('a segment is always joined, and cannot be left', async () => {
    const pro = await summary('ovt_demo', '&filter=prop.plan:is:pro');
    expect(pro).not.toEqual(await summary('ovt_demo'));
    expect(await summary('ovt_pro')).toEqual(pro);
    expect(await summary('ovt_pro', '&segment=Tea')).toEqual(
      await summary('ovt_demo', '&filter=prop.plan:is:pro&filter=page:is:/tea'),
    );
    for (const path of ALLOWED.map((one) => one.slice('GET '.length)).filter((one) => !one.includes('/saved/'))) {
      const range = path === ANALYTICS_ROUTES.live ? '' : `&${DAYS}&compare=previous`;
      const url = `${path}${NEEDED[path] ?? '?'}${range}`.replace('?&', '?');
      const [bound, full] = [
        await get(url, 'ovt_pro'),
        await get(`${url}&filter=prop.plan:is:pro`.replace('?&', '?'), 'ovt_demo'),
      ];
      const counted = (body: JsonObject) => (body.population as JsonObject).counted;
      expect(counted(bound.body), path).toEqual(counted(full.body));
      if (path !== ANALYTICS_ROUTES.goals) expect(bound.body.data, path).toEqual(full.body.data);
      // Filters do not hold for these, and the segment stays unsaid.
      expect(JSON.stringify(bound.body), path).not.toMatch(/set_aside|prop\.plan|Pro/);
    }
    expect((await get(SAVED_ROUTES.segments, 'ovt_pro')).body.segments).toEqual([]);
    // Better nothing than everything.
    expect((await get(`${ANALYTICS_ROUTES.summary}?${DAYS}`, 'ovt_gone')).status).toBe(403);
    expect(await operationsOf(engine).saved.deleteDefinition('demo', 'segment', SEGMENT)).toBe('in_use');
  });

  test.each([
    `${ANALYTICS_ROUTES.summary}?filter=prop.plan:is:pro`,
    `${ANALYTICS_ROUTES.summary}?filter=page:is:/&filter=prop.plan:is_not:x`,
    `${ANALYTICS_ROUTES.breakdown}?by=prop.plan`,
    `${ANALYTICS_ROUTES.funnel}?step=page:is:/&step=prop.plan:is:pro`,
    `${ANALYTICS_ROUTES.timeseries}?annotations=true`,
  ])('refuses %s', async (path) => {
    for (const token of ['ovt_share', 'ovt_pro']) {
      expect((await get(path, token)).body).toMatchObject({ success: false, error_code: 'SHARE_KEY_LIMIT' });
    }
    await operationsOf(engine).saved.setPrivateProperties('demo', ['other']);
    expect((await get(path)).status).toBe(path.includes('annotations') ? 403 : 200);
    await operationsOf(engine).saved.setPrivateProperties('demo', ['plan']);
    expect((await get(path)).status).toBe(403);
  });

  test('saved things about a private property are unknown to them', async () => {
    const names = async (path: string, of: string, name: string) =>
      ((await get(path)).body[of] as JsonObject[]).map((one) => one[name]);
    expect(await names(SAVED_ROUTES.segments, 'segments', 'name')).toEqual(['Tea']);
    expect(await names(ANALYTICS_ROUTES.goals, 'data', 'goal')).toEqual(['Seen']);
    expect(await names(SAVED_ROUTES.goals, 'goals', 'name')).toEqual(['Seen']);
    for (const parameter of ['segment=Pro', 'filter=goal:is:Pro%20seen']) {
      expect((await get(`${ANALYTICS_ROUTES.summary}?${parameter}`)).status, parameter).toBe(422);
    }
    await operationsOf(engine).saved.setPrivateProperties('demo', []);
    expect(await names(ANALYTICS_ROUTES.goals, 'data', 'goal')).toEqual(['Priced', 'Pro seen', 'Seen']);
    expect(await names(SAVED_ROUTES.segments, 'segments', 'name')).toEqual(['Pro', 'Tea']);
  });

  test('a revoked or expired one is refused, and its last use is known', async () => {
    const { addKey, expireKey, findKeys, revokeKey } = operationsOf(engine);
    await server.service.keys.noteUses();
    const used = (await findKeys('demo')).find(({ segmentId }) => segmentId === SEGMENT);
    expect(used).toMatchObject({ scope: 'share', lastUsedAt: expect.any(String) });
    for (const end of [revokeKey, (...args: [string, string]) => expireKey(...args, '2020-01-01T00:00:00Z')]) {
      const token = `ovt_${ids.uuid()}`;
      const hash = await hashKey('demo', token);
      await addKey('demo', { hash, scope: 'share' });
      // As an announcement does, which may take a moment.
      server.service.keys.forget('demo');
      expect((await get(ANALYTICS_ROUTES.summary, token)).status).toBe(200);
      await end('demo', hash);
      server.service.keys.forget('demo');
      expect((await get(ANALYTICS_ROUTES.summary, token)).status).toBe(401);
    }
  });
});
