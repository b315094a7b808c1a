import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import type { Engine } from '@onevault/server/internal/engine/port';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../src/databases/openEngine.ts';
import { ask } from '../http/ask.ts';
import { expectSchema } from '../http/expectSchema.ts';

let engine: Engine;
let server: MockServer;
beforeAll(async () => {
  engine = await openEngine('pglite');
  server = await createMockServer({ engine });
});
afterAll(async () => {
  await server?.close();
  await engine?.close();
});

test.each([
  ['summary?filter=colour:is:red', 'filter', 'Unknown dimension "colour" in "colour:is:red"'],
  ['summary?filter=page:like:x', 'filter', 'Unknown operator "like"'],
  ['summary?filter=page', 'filter', 'There is no <dimension>:<operator>:<value>'],
  ['summary?filter=prop.:is:x', 'filter', 'Unknown dimension "prop."'],
  ['summary?filter=page:contains:', 'filter', 'A value is empty'],
  [`summary?filter=page:is:${'x'.repeat(1001)}`, 'filter', 'at most 1000 characters'],
  [`summary?filter=page:is:${'x|'.repeat(100)}`, 'filter', 'at most 100 values'],
  [`summary?${'filter=page:is:x&'.repeat(500)}`, 'filter', 'at most 20'],
  ['summary?timezone=Mars/Base', 'timezone', 'IANA'],
  ['summary?timezone=%2B02:00', 'timezone', 'IANA'],
  [`summary?timezone=${encodeURIComponent("UTC'; drop table facts.events --")}`, 'timezone', 'IANA'],
  ['summary?from=2026-02-30', 'from', 'ISO 8601'],
  ['summary?from=2026-03-02&to=2026-03-01', 'to', 'ends before it begins'],
  ['summary?from=0001-01-01&to=2026-03-01', 'to', 'at most 3660 days'],
  ['summary?compare=later', 'compare', 'previous, year or'],
  ['summary?compare=2026-03-02..2026-03-01', 'compare', 'ends before it begins'],
  ['summary?include=everything', 'include', 'invalid, bots, automated, internal'],
  ['summary?segment=mine', 'segment', 'no segment'],
  ['summary?filters=page:is:/', 'filters', 'Unknown parameter'],
  ['summary?from=2026-03-01&from=2026-03-02', 'from', 'given once'],
  ['timeseries?metric=revenue', 'metric', 'visitors, sessions'],
  ['timeseries?interval=second', 'interval', 'minute, hour'],
  ['timeseries?from=2026-01-01&to=2026-02-01&interval=minute', 'interval', 'more than 10080 intervals'],
  ['overview?by=colour', 'by', 'Unknown dimension "colour"'],
  ['overview?by=page&by=page', 'by', 'given once'],
  [`overview?${'by=prop.a&'.repeat(11)}`, 'by', 'at most 10, and not 11'],
  ['overview?limit=201', 'limit', 'less than or equal to 200'],
  ['overview?metric=visitors', 'metric', 'Unknown parameter'],
  ['overview?from=2020-01-01&to=2026-01-01&interval=hour', 'interval', 'more than 10080 intervals'],
  ['breakdown?by=page&by=source', 'by', 'may be given once'],
  ['breakdown', 'by', 'Field required'],
  ['breakdown?by=colour', 'by', 'Unknown dimension "colour"'],
  [`breakdown?by=${encodeURIComponent('page; select 1')}`, 'by', 'Unknown dimension'],
  ['breakdown?by=page&sort=size', 'sort', 'visitors, sessions'],
  ['breakdown?by=page&limit=0', 'limit', 'greater than or equal to 1'],
  ['breakdown?by=page&cursor=x', 'cursor', 'next_cursor'],
  ['breakdown?by=page&cursor=WzEsMiwzXQ', 'cursor', 'next_cursor'],
  ['breakdown?by=page&cursor=WzEsIlx1MDAwMCJd', 'cursor', 'next_cursor'],
  ['sessions?cursor=WzEsMiwzXQ', 'cursor', 'next_cursor'],
  ['funnel?step=page:is:/', 'step', '2 to 10 steps, and not 1'],
  ['funnel?step=page:is:/&step=colour:is:red', 'step', 'Unknown dimension "colour"'],
  ['funnel?step=page:is:/&step=page:is:/a&within=soon', 'within', 'session, visitor, or a time'],
  ['funnel?step=page:is:/&step=page:is:/a&order=random', 'order', 'in_order, strict, any'],
  ['paths?start=page:is:/&end=page:is:/', 'end', 'Give start or end'],
  ['paths?start=country:is:DE', 'start', 'page or event'],
  ['paths?end=page', 'end', 'There is no <dimension>'],
  ['paths?by=item', 'by', 'page, event, both'],
  ['paths?steps=1', 'steps', 'greater than or equal to 2'],
  ['paths?limit=51', 'limit', 'less than or equal to 50'],
  ['attribution', 'conversion', 'Field required'],
  ['attribution?conversion=signup', 'conversion', 'There is no <dimension>'],
  ['attribution?conversion=orders&by=page', 'by', 'source, entry_page'],
  ['attribution?conversion=orders&model=linear', 'model', 'last, first, session'],
  ['attribution?conversion=orders&lookback=-1d', 'lookback', 'a time up to 366 days'],
  ['attribution?conversion=orders&cursor=WzEsIlx1MDAwMCJd', 'cursor', 'next_cursor'],
  ['retention?period=hour', 'period', 'day, week, month'],
  ['retention?from=2020-01-01&to=2026-01-01&period=day', 'period', 'more than 120 periods'],
  ['live?from=2026-01-01', 'from', 'Unknown parameter'],
])('%s is refused', async (path, name, message) => {
  const { status, body } = await ask(`${server.url}/api/v1/analytics/${path}`);
  expect(status).toBe(422);
  expectSchema(schemas.ErrorReplySchema, body);
  expect(body.detail).toEqual([
    { loc: ['query', name], msg: expect.stringContaining(message), type: expect.any(String) },
  ]);
});
