import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ANALYTICS_ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import type { History } from '@onevault/server/internal/engine/port';
import type { ImportOptions } from '@onevault/server/internal/history/importHistory';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { ask } from '../http/ask.ts';
import { expectSchema } from '../http/expectSchema.ts';
import { day, GA4, PLAUSIBLE, toZip, UMAMI, writeFolder } from './exports.ts';
import { loadExport } from './loadExport.ts';

describe.each(ONE_SQL_KIND)('imported history (%s)', (kind) => {
  let sql: OpenSql;
  let http: MockServer;
  let history: History;
  beforeAll(async () => {
    sql = await openSql(kind);
    ({ history } = sql.engine.operations);
    http = await createMockServer({
      engine: sql.engine,
      worker: false,
      keys: [
        { customerId: 'demo', token: 'ovt_demo', scope: 'full' },
        { customerId: 'beta', token: 'ovt_beta', scope: 'full' },
        { customerId: 'demo', token: 'ovt_write', scope: 'write' },
      ],
    });
  });
  afterAll(async () => {
    await http?.close();
    await sql?.close();
  });
  beforeEach(async () => {
    for (const customer of ['demo', 'beta']) await sql.engine.reset(customer);
    await sql.engine.operations.setRetention('demo', 365);
  });

  const load = (path: string, more: Partial<ImportOptions> = {}) => loadExport(history, path, more);
  const range = { from: day(0), to: day(9) };
  const RANGE = `from=${day(0)}&to=${day(9)}`;
  const values = async (by: Parameters<History['findValues']>[2]) =>
    (await history.findValues('demo', range, by, 100)).map((row) => [
      ...[row.value, row.visitors, row.sessions, row.page_views, row.events],
    ]);
  const rowsOf = async (table: string) =>
    Number((await sql.query(`select count(*)::int as n from history.${table}`))[0]?.n);

  test('Plausible: each file becomes its dimensions, and values with a comma or a quote are whole', async () => {
    const { result, notes } = await load(await writeFolder(PLAUSIBLE));
    expect(result).toMatchObject({ tooOld: 0 });
    expect(notes.badRows).toBe(0);
    expect(notes.ignoredFiles).toMatchObject([{ file: 'imported_custom_props.csv' }]);
    expect(await history.findDays('demo', range)).toEqual([
      {
        day: day(0),
        visitors: 10,
        sessions: 12,
        page_views: 30,
        events: null,
        bounce_rate: 0.3333,
        duration_mean_s: 100,
      },
      {
        day: day(1),
        visitors: 20,
        sessions: 20,
        page_views: 50,
        events: null,
        bounce_rate: 0.5,
        duration_mean_s: 100,
      },
    ]);
    expect(await values('source')).toEqual([
      [null, 23, 23, 55, null],
      ['Google', 7, 9, 25, null],
    ]);
    const [noRates] = await history.findValues('demo', range, 'page', 1);
    expect(noRates).toMatchObject({ value: '/', bounce_rate: null, duration_mean_s: null });
    expect(await values('utm_campaign')).toEqual([['autumn', 1, 1, 5, null]]);
    expect(await values('page')).toEqual([
      ['/', 29, 30, 70, null],
      ['/a,"b"', 2, 2, 10, null],
    ]);
    expect(await values('device')).toEqual([['desktop', 10, 12, 30, null]]);
    expect(await values('event')).toEqual([['Signup', 3, null, null, 4]]);
  });

  test('Umami: different visitors and visits of a day are counted, whatever the order of its events', async () => {
    const { notes } = await load(await writeFolder({ 'website_event.csv': UMAMI, 'session_data.csv': 'a,b\n1,2\n' }), {
      source: 'umami',
    });
    expect(notes.badRows).toBe(0);
    expect(notes.ignoredFiles).toMatchObject([{ file: 'session_data.csv' }]);
    expect(await history.findDays('demo', range)).toEqual([
      // Visits: 120 s with an event, and two bounces.
      {
        day: day(0),
        visitors: 2,
        sessions: 3,
        page_views: 4,
        events: 5,
        bounce_rate: 0.6667,
        duration_mean_s: 40,
      },
      { day: day(1), visitors: 1, sessions: 1, page_views: 1, events: 1, bounce_rate: 1, duration_mean_s: 0 },
    ]);
    expect(await values('source')).toEqual([
      [null, 3, 3, 3, 3],
      ['google.com', 1, 1, 2, 3],
    ]);
    expect(await values('event')).toEqual([['signup', 1, 1, 0, 1]]);
    expect(await values('country')).toEqual([
      ['DE', 2, 3, 4, 5],
      ['FR', 1, 1, 1, 1],
    ]);
  });

  test('GA4: days come from the date, the nth day or a range of one day; other tables are named', async () => {
    const { notes } = await load(await writeFolder({ 'report.csv': `\ufeff${GA4}` }), { source: 'ga4' });
    expect(notes.firstBad).toEqual([]);
    expect(notes.ignoredFiles).toEqual([
      { file: 'report.csv', reason: expect.stringContaining('add the dimension "Date"') },
    ]);
    expect(await history.findDays('demo', range)).toEqual([
      {
        day: day(0),
        visitors: 400,
        sessions: 500,
        page_views: null,
        events: null,
        bounce_rate: 0.4,
        duration_mean_s: 61.5,
      },
      { day: day(1), visitors: 2, sessions: 2, page_views: null, events: null, bounce_rate: 0, duration_mean_s: 10 },
    ]);
    expect(await values('page')).toEqual([
      ['/', 410, null, 1200, 3000],
      ['/tea', 2, null, 5, 9],
    ]);
    expect(await values('country')).toEqual([
      ['DE', 300, null, null, null],
      ['HK', 100, null, null, null],
      [null, 10, null, null, null],
    ]);
    expect(await values('channel')).toEqual([]);
  });

  test('the same again replaces it and changes nothing; other files replace it, too', async () => {
    const folder = await writeFolder(PLAUSIBLE);
    await load(folder);
    const before = [await history.findDays('demo', range), await values('page'), await rowsOf('counts')];
    const begun: unknown[] = [];
    await load(folder, { onBegin: (one) => begun.push(one) });
    expect(begun).toMatchObject([{ rows: 0, isSame: true, replaces: expect.any(String) }]);
    expect([await history.findDays('demo', range), await values('page'), await rowsOf('counts')]).toEqual(before);
    const other = await writeFolder({
      'imported_visitors.csv': `date,visitors,pageviews,bounces,visits,visit_duration\n${day(2)},1,1,1,1,0\n`,
    });
    await load(other);
    expect((await history.findDays('demo', range)).map((one) => one.day)).toEqual([day(2)]);
    expect(await rowsOf('counts')).toBe(1);
    expect(await load(other, { source: 'ga4', importId: 'plausible' })).toMatchObject({ result: 'nothing' });
    const report = await writeFolder({ 'report.csv': GA4 });
    expect(await load(report, { source: 'ga4', importId: 'plausible' })).toMatchObject({ result: 'other_source' });
    expect((await history.findDays('demo', range)).map((one) => one.day)).toEqual([day(2)]);
  });

  test('a load that is cut off goes on where it was, and until then nobody sees it', async () => {
    const lines = Array.from({ length: 2_500 }, (_, n) => `${day(n % 5)},shop.example,/p/${n},1,1,${n}`);
    const folder = await writeFolder({
      'imported_pages.csv': `date,hostname,page,visits,visitors,pageviews\n${lines.join('\n')}\n`,
    });
    let calls = 0;
    const dying: History = {
      ...history,
      async addRows(...args) {
        calls += 1;
        if (calls === 3) throw new Error('killed');
        return history.addRows(...args);
      },
    };
    await expect(load(folder, { history: dying })).rejects.toThrow('killed');
    expect(await history.findImports('demo')).toMatchObject([{ is_loading: true, from: null }]);
    expect(await values('page')).toEqual([]);
    const begun: unknown[] = [];
    let stored = 0;
    const counting: History = {
      ...history,
      addRows(customer, one, rows, done) {
        stored += rows.length;
        return history.addRows(customer, one, rows, done);
      },
    };
    await load(folder, { history: counting, onBegin: (one) => begun.push(one) });
    // A row is two: of the page and of the host.
    expect(begun).toMatchObject([{ rows: 2_000 }]);
    expect(stored).toBe(3_000);
    const [{ n } = { n: 0 }] = await sql.query(
      `select sum(page_views)::int as n from history.counts where dimension = 'hostname'`,
    );
    expect(n).toBe((2_499 * 2_500) / 2);
    expect(await history.findImports('demo')).toMatchObject([{ is_loading: false, rows: 5_000 }]);
  });

  test('of two processes that load the same import the later one wins, and no row counts twice', async () => {
    const folder = await writeFolder(PLAUSIBLE);
    const slow: History = {
      ...history,
      async addRows(...args) {
        expect((await load(folder)).result).toMatchObject({ tooOld: 0 });
        return history.addRows(...args);
      },
    };
    expect((await load(folder, { history: slow })).result).toBe('shut_out');
    expect((await history.findDays('demo', range)).map(({ visitors }) => visitors)).toEqual([10, 20]);
  });

  test('bad rows are counted and named with their lines, and the others are imported', async () => {
    const { notes } = await load(
      await writeFolder({
        'imported_visitors.csv': `date,visitors,pageviews,bounces,visits,visit_duration
${day(0)},10,30,4,12,1200
2026-02-30,1,1,1,1,1
${day(1)},-1,1,1,1,1
${day(1)},1.5,1,1,1,1
${day(1)},1,1
${day(1)},99999999999999999999,1,1,1,1
'; drop table history.counts; --,1,1,1,1,1

${day(2)},7,7,7,7,7
`,
      }),
    );
    expect(notes.badRows).toBe(6);
    expect(notes.firstBad.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '3 "2026-02-30" is no day',
      '4 visitors: "-1" is no number',
      '5 visitors: "1.5" is no whole number',
      '6 it has 3 columns, and the heading 6',
      '7 visitors: "99999999999999999999" is no number',
      `8 "'; drop table history.counts; --" is no day`,
    ]);
    expect((await history.findDays('demo', range)).map(({ visitors }) => visitors)).toEqual([10, 7]);
  });

  test('odd texts are stored as they are: broken surrogates, NUL, long and hostile ones', async () => {
    const page = `/<b>"';--\u202e${'x'.repeat(3_000)}`;
    const { notes } = await load(
      await writeFolder({
        'imported_pages.csv': `date,page,visitors\n${day(0)},"${page.replaceAll('"', '""')}",1\n${day(0)},"a\u0000b",2\n`,
      }),
    );
    expect(notes.badRows).toBe(0);
    const found = await history.findValues('demo', range, 'page', 10);
    expect(found).toHaveLength(2);
    expect(found[1]?.value).toBe(page.slice(0, 1_000));
  });

  test('a quote that is never closed names its line, and what comes before it is imported', async () => {
    const { notes } = await load(
      await writeFolder({
        'imported_pages.csv': `date,page,visitors\n${day(0)},/,1\n${day(0)},"/open,1\n${'x,y,z\n'.repeat(400_000)}`,
      }),
    );
    expect(notes.badRows).toBeGreaterThan(0);
    expect(await values('page')).toEqual([['/', 1, null, null, null]]);
  });

  test('two exports with the same days do not add up', async () => {
    const visitors = PLAUSIBLE[Object.keys(PLAUSIBLE)[0] ?? ''] ?? '';
    const { notes } = await load(
      await writeFolder({ 'imported_visitors.csv': visitors, 'imported_visitors_20200101_20200202.csv': visitors }),
    );
    expect(notes.ignoredFiles).toMatchObject([{ reason: expect.stringContaining('not added twice') }]);
    expect((await history.findDays('demo', range)).map((one) => one.visitors)).toEqual([10, 20]);
  });

  test('a ZIP is read without unpacking; a damaged one is refused', async () => {
    const folder = await writeFolder({});
    const zip = toZip(Object.fromEntries(Object.entries(PLAUSIBLE).map(([name, text]) => [`export/${name}`, text])));
    await writeFile(join(folder, 'export.zip'), zip);
    await load(join(folder, 'export.zip'));
    expect((await history.findDays('demo', range)).map((one) => one.visitors)).toEqual([10, 20]);
    await writeFile(join(folder, 'cut.zip'), zip.subarray(0, 200));
    await expect(load(join(folder, 'cut.zip'))).rejects.toThrow('it is no readable ZIP archive');
    await expect(load(join(folder, 'none.csv'))).rejects.toThrow('there is no such file');
    await expect(load(folder)).rejects.toThrow('there is no .csv file');
  });

  test('retention leaves out older days when they are imported, and deletes them later', async () => {
    await sql.engine.operations.setRetention('demo', 30);
    const folder = await writeFolder({
      'imported_visitors.csv': `date,visitors\n${day(0)},1\n${day(20)},2\n${day(25)},3\n`,
    });
    expect((await load(folder)).result).toMatchObject({ rows: 2, tooOld: 1 });
    expect(await sql.engine.operations.customersToMaintain()).not.toContain('demo');
    const maintain = (days: number) =>
      sql.engine.operations.maintain('demo', { now: new Date(Date.now() + days * 86_400_000).toISOString() });
    await maintain(12);
    expect((await history.findImports('demo')).map(({ from, to }) => [from, to])).toEqual([[day(22), day(25)]]);
    await maintain(60);
    expect([await rowsOf('counts'), await rowsOf('imports')]).toEqual([0, 0]);
    await sql.engine.operations.setRetention('demo', 365);
    await load(folder);
    await sql.engine.operations.setRetention('demo', 10);
    expect(await sql.engine.operations.customersToMaintain()).toContain('demo');
    expect(
      await load(await writeFolder({ 'imported_visitors.csv': `date,visitors\n${day(0)},1\n` }), { importId: 'b' }),
    ).toMatchObject({ result: 'too_old' });
    expect((await history.findImports('demo')).map((one) => one.import)).toEqual(['plausible']);
  });

  test('deleting an import leaves nothing of it, and nothing of another customer', async () => {
    const folder = await writeFolder(PLAUSIBLE);
    await load(folder);
    await load(folder, { customerId: 'beta' });
    expect(await history.deleteImport('demo', 'other')).toBe(false);
    expect(await history.deleteImport('demo', 'plausible', 'cli:ann')).toBe(true);
    expect(await history.findDays('demo', range)).toEqual([]);
    expect(await history.findDays('beta', range)).toHaveLength(2);
    const actions = (await sql.engine.operations.auditTrail('demo', { limit: 2 })).map(({ action, by }) => [
      action,
      by,
    ]);
    expect(actions).toEqual([
      ['history_deleted', 'cli:ann'],
      ['history_imported', 'cli:ann'],
    ]);
    await sql.engine.reset('beta');
    expect([await rowsOf('counts'), await rowsOf('imports')]).toEqual([0, 0]);
  });

  test('over HTTP: by day, by a dimension, as CSV, and what is refused', async () => {
    await load(await writeFolder(PLAUSIBLE));
    const get = async (query: string, key = 'demo:ovt_demo') =>
      ask(`${http.url}${ANALYTICS_ROUTES.history}?${query}`, { key });
    const days = await get(RANGE);
    expectSchema(schemas.HistoryReplySchema, days.body);
    expect(days.body).toMatchObject({
      query: { ...range, timezone: 'UTC' },
      imports: [{ import: 'plausible', source: 'plausible', from: day(0), to: day(1) }],
      data: [{ day: day(0), visitors: 10 }, { visitors: 20 }],
    });
    const pages = await get(`${RANGE}&by=page&limit=1`);
    expectSchema(schemas.HistoryReplySchema, pages.body);
    expect(pages.body.data).toMatchObject([{ value: '/', visitors: 29 }]);
    // An exact end is not included.
    const first = await get(`from=${day(0)}T00:00:00Z&to=${day(1)}T00:00:00Z`);
    expect(first.body.data).toHaveLength(1);
    const csv = await fetch(`${http.url}${ANALYTICS_ROUTES.history}?${RANGE}&by=page`, {
      headers: { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo', Accept: 'text/csv' },
    });
    expect(await csv.text()).toMatch(/^value,visitors,.*\r\n\/,29,30,70,,/);
    expect((await get(RANGE, 'beta:ovt_beta')).body).toMatchObject({ imports: [], data: [] });
    expect((await get(`${RANGE}&import=other`)).body.data).toEqual([]);
    expect((await get(RANGE, 'demo:ovt_write')).status).toBe(403);
    for (const wrong of [
      'by=prop.x',
      'by=',
      'limit=5',
      'by=page&limit=0',
      'filter=page:is:/',
      'import=%27',
      'from=x',
      'by=page&by=os',
      'timezone=No/Zone',
    ]) {
      expect(
        (await get(`${RANGE.replace(wrong.startsWith('from') ? `from=${day(0)}&` : '', '')}&${wrong}`)).status,
        wrong,
      ).toBe(422);
    }
  });

  test('answers say that there is history in or before their range, and do not add it', async () => {
    const ofSummary = (query = '') => ask(`${http.url}${ANALYTICS_ROUTES.summary}?${query}`);
    expect((await ofSummary()).body).not.toHaveProperty('imported');
    await load(await writeFolder(PLAUSIBLE));
    const { body } = await ofSummary();
    expectSchema(schemas.SummaryReplySchema, body);
    expect(body).toMatchObject({
      imported: { from: day(0), to: day(1), source: 'plausible' },
      data: { visitors: 0, page_views: 0 },
    });
    const series = (await ask(`${http.url}${ANALYTICS_ROUTES.timeseries}?${RANGE}`)).body;
    expect(series).toMatchObject({ imported: { source: 'plausible' } });
    expect((await ofSummary(`from=2020-01-01&to=${day(0)}T00:00:00Z`)).body).not.toHaveProperty('imported');
    expect((await ofSummary(`from=2020-01-01&to=${day(0)}`)).body).toHaveProperty('imported');
    expect((await ofSummary('from=2020-01-01&to=2020-01-02')).body).not.toHaveProperty('imported');
    expect((await ask(`${http.url}${ANALYTICS_ROUTES.breakdown}?by=page`)).body).not.toHaveProperty('imported');
    expect((await ask(`${http.url}${ANALYTICS_ROUTES.summary}`, { key: 'beta:ovt_beta' })).body).not.toHaveProperty(
      'imported',
    );
  });
});
