import type { JsonObject } from '@onevault/contract';
import { ANALYTICS_ROUTES, ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import type { Engine } from '@onevault/server/internal/engine/port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ONE_SERVER_KIND } from '../../src/databases/kinds.ts';
import { openEngine } from '../../src/databases/openEngine.ts';
import { ask } from '../http/ask.ts';
import { expectSchema } from '../http/expectSchema.ts';
import { readAnswer, readCsv } from './readAnswers.ts';
import { STORY, storyDay } from './story.ts';

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const DAYS = `from=${storyDay()}&to=${storyDay(1)}`;

describe.each(ONE_SERVER_KIND)('an overview over HTTP (%s)', (kind) => {
  let engine: Engine;
  let server: MockServer;
  beforeAll(async () => {
    engine = await openEngine(kind);
    server = await createMockServer({
      engine,
      keys: [{ customerId: 'demo', token: 'ovt_demo', scope: 'full' }],
    });
    const headers = { 'User-Agent': AGENT };
    await ask(server.url + ROUTES.track, { body: STORY, headers });
  });
  afterAll(async () => {
    await server?.close();
    await engine?.close();
  });

  const get = (path: string) => readAnswer(server.url + path);
  const getText = (path: string) => readCsv(server.url + path);

  test('overview: one answer for a first screen', async () => {
    const asked = `${ANALYTICS_ROUTES.overview}?${DAYS}&by=channel&by=page&limit=2&compare=previous`;
    const body = await get(asked);
    expectSchema(schemas.OverviewReplySchema, body);
    expect(body.query).toMatchObject({ by: ['channel', 'page'], limit: '2' });
    const { summary, timeseries, breakdowns } = body.data as JsonObject;
    expect(summary).toEqual((await get(`${ANALYTICS_ROUTES.summary}?${DAYS}`)).data);
    expect(timeseries).toEqual([
      {
        at: `${storyDay()}T00:00:00.000000Z`,
        visitors: 2,
        sessions: 2,
        page_views: 3,
        events: 6,
        views_per_session: 1.5,
        bounce_rate: 0.5,
        duration_mean_s: 150,
      },
      expect.objectContaining({ at: `${storyDay(1)}T00:00:00.000000Z`, sessions: 1 }),
    ]);
    const [channels, pages] = breakdowns as JsonObject[];
    expect(channels).toMatchObject({ by: 'channel', more: true });
    const rowsBy = async (by: string) => (await get(`${ANALYTICS_ROUTES.breakdown}?${DAYS}&by=${by}&limit=2`)).data;
    expect(channels?.rows).toEqual(await rowsBy('channel'));
    expect(pages).toEqual({ by: 'page', rows: await rowsBy('page'), more: true });
    const empty = { visitors: 0, sessions: 0, views_per_session: null };
    expect(body.comparison).toMatchObject({ data: { summary: empty, breakdowns: [{ rows: [], more: false }, {}] } });
    const csv = await getText(asked);
    expect(csv.split('\r\n').slice(0, 3)).toEqual([
      'range,part,value,visitors,sessions,page_views,events,views_per_session,bounce_rate,duration_mean_s,currency,revenue,orders',
      'current,summary,,2,3,5,8,1.6667,0.3333,300,,,',
      'current,revenue,,,,,,,,,EUR,12.5,1',
    ]);
    // With INVALID events each part is a question of its own.
    const withInvalid = await get(`${asked}&include=invalid`);
    expect(withInvalid.data).toMatchObject({
      summary: { visitors: 3, sessions: 4 },
      breakdowns: [{ by: 'channel' }, {}],
    });
  });
});
