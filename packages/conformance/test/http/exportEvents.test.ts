import { get, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { HEADER_EXPORT_CURSOR, HEADER_EXPORT_UNTIL, MAX_CUSTOMER_EXPORTS, ROUTES } from '@onevault/contract';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import type { DatabaseEngine } from '@onevault/server/internal/engine/port';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../../../scripts/createSeededRandom.ts';
import { openEngine } from '../../src/databases/openEngine.ts';
import { ask } from './ask.ts';

interface Line {
  event_id: string;
  event_data: Record<string, unknown>;
  cursor: string;
  staged: Record<string, unknown> | null;
}

const HEADERS = { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo' };
const opened: IncomingMessage[] = [];
afterEach(() => {
  for (const response of opened.splice(0)) response.destroy();
});

describe.each(['pglite', 'postgres'] as const)('GET /api/v1/export/events (%s)', (kind) => {
  /** Portions that were read, of events that were not sent yet, is what an export holds in memory. */
  let portions = 0;
  let beforePortion: (portion: number) => Promise<void> = async () => {};
  let engine: DatabaseEngine;
  let server: MockServer;
  const warnings: string[] = [];
  beforeAll(async () => {
    engine = await openEngine(kind);
    const { operations } = engine;
    const watched: DatabaseEngine = {
      ...engine,
      operations: {
        ...operations,
        async exportEvents(customerId, query) {
          portions += 1;
          await beforePortion(portions);
          return operations.exportEvents(customerId, query);
        },
      },
    };
    server = await createMockServer({
      engine: watched,
      keys: [
        { customerId: 'demo', token: 'ovt_demo', scope: 'full' },
        { customerId: 'demo', token: 'ovt_write', scope: 'write' },
        { customerId: 'acme', token: 'ovt_acme', scope: 'full' },
      ],
      log: { info: () => {}, warn: (line) => void warnings.push(line), error: (line) => void warnings.push(line) },
    });
  });
  afterAll(async () => {
    await server?.close();
    await engine?.close();
  });
  const begin = async () => {
    for (const customer of ['demo', 'acme']) await server.engine.reset(customer);
    portions = 0;
    beforePortion = async () => {};
    warnings.length = 0;
  };

  const track = (events: object[], key = 'demo:ovt_demo') => ask(server.url + ROUTES.track, { body: events, key });
  const many = (count: number, more: object = {}) =>
    Array.from({ length: count }, (_, n) => ({ event_id: `evt_${n}`, event_data: { session_id: 'sess_1', ...more } }));

  /** The raw answer, before any of its body is read. */
  const open = (query = '', headers: Record<string, string> = {}) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get(`${server.url}${ROUTES.exportEvents}?${query}`, { headers: { ...HEADERS, ...headers } }, (response) => {
        opened.push(response);
        resolve(response);
      }).on('error', reject);
    });
  /** What arrives of the body; `isCut` says that it has no end. */
  const read = (response: IncomingMessage) =>
    new Promise<{ bytes: Buffer; isCut: boolean }>((resolve) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('error', () => {});
      response.on('close', () => resolve({ bytes: Buffer.concat(pieces), isCut: !response.complete }));
    });
  const parse = (text: string) => {
    const lines = text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line & { export?: object });
    return { events: lines.filter((line) => line.export === undefined), end: lines.at(-1)?.export };
  };
  const exported = async (query = '') => {
    const response = await open(query);
    const { bytes, isCut } = await read(response);
    expect([response.statusCode, isCut]).toEqual([200, false]);
    return { ...parse(bytes.toString()), headers: response.headers };
  };
  const idsOf = (events: { event_id: string }[]) => events.map(({ event_id }) => event_id);

  test('answers all events of the customer, and how to go on', async () => {
    await begin();
    await track(many(25, { title: 'Tea', order: 1 }));
    await track([{ event_id: 'evt_acme' }], 'acme:ovt_acme');
    const { events, end, headers } = await exported();
    expect(idsOf(events)).toEqual(many(25).map(({ event_id }) => event_id));
    expect(events[0]).toEqual({
      event_id: 'evt_0',
      received_at: expect.stringMatching(/^\d{4}-.*\.\d{6}Z$/),
      event_type: 'page_view',
      page_url: '',
      stage: 'business',
      reason: null,
      user_agent: 'node',
      staged: expect.objectContaining({ session_id: 'sess_1', page_title: 'Tea' }),
      event_data: { session_id: 'sess_1', title: 'Tea', order: 1 },
      cursor: expect.stringMatching(/^[\w-]+$/),
    });
    expect(headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    const [until, cursor] = [HEADER_EXPORT_UNTIL, HEADER_EXPORT_CURSOR].map((name) => headers[name.toLowerCase()]);
    expect(end).toEqual({ status: 'complete', events: 25, until, next_cursor: cursor });

    await track([{ event_id: 'evt_later' }]);
    expect(idsOf((await exported(`cursor=${String(cursor)}`)).events)).toEqual(['evt_later']);
    expect((await exported('to=2000-01-01')).events).toEqual([]);
    expect((await exported('from=9999-01-01')).events).toEqual([]);
  });

  test('a cut at any place is resumed without a gap or a double, while events arrive', async () => {
    await begin();
    const random = createSeededRandom(11);
    // Several chunks and portions.
    for (let batch = 0; batch < 4; batch += 1) {
      await track(
        many(400, { text: 'x'.repeat(200) }).map((event, n) => ({ ...event, event_id: `evt_${batch}_${n}` })),
      );
    }
    const found: string[] = [];
    let cursor = '';
    let cuts = 0;
    let arrived = 0;
    for (let isWhole = false; !isWhole; ) {
      const response = await open(cursor === '' ? '' : `cursor=${cursor}`);
      let text = '';
      const limit = cuts < 5 ? random.integer(0, 300_000) : Number.POSITIVE_INFINITY;
      await new Promise<void>((resolve) => {
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          text += piece;
          if (text.length >= limit) response.destroy();
        });
        response.on('error', () => {});
        response.on('close', resolve);
      });
      text = text.slice(0, limit);
      isWhole = text.length < limit;
      // The last line may be a part of one.
      const { events } = parse(text.slice(0, text.lastIndexOf('\n') + 1));
      found.push(...idsOf(events));
      cursor = events.at(-1)?.cursor ?? cursor;
      if (isWhole) break;
      cuts += 1;
      await track([{ event_id: `evt_meanwhile_${arrived}` }]);
      arrived += 1;
    }
    expect(cuts).toBe(5);
    expect(found).toHaveLength(1_600 + arrived);
    expect(new Set(found).size).toBe(found.length);
  });

  test('is complete up to its end while other events are stored', async () => {
    await begin();
    await track(many(500));
    let stored = 0;
    // Between two portions others store.
    beforePortion = async () => {
      await track([{ event_id: `evt_meanwhile_${stored}` }]);
      stored += 1;
    };
    const first = await exported();
    expect(idsOf(first.events)).toEqual(many(500).map(({ event_id }) => event_id));
    beforePortion = async () => {};
    const { next_cursor } = first.end as { next_cursor: string };
    expect(idsOf((await exported(`cursor=${next_cursor}`)).events)).toEqual(['evt_meanwhile_0']);
  });

  test('compresses when asked', async () => {
    await begin();
    await track(many(300));
    const plain = await exported();
    const response = await open('', { 'Accept-Encoding': 'gzip' });
    expect(response.headers).toMatchObject({
      'content-encoding': 'gzip',
      vary: expect.stringMatching(/accept-encoding/i),
    });
    const { bytes, isCut } = await read(response);
    expect(isCut).toBe(false);
    expect(parse(gunzipSync(bytes).toString()).events).toEqual(plain.events);
    expect(bytes.length).toBeLessThan(JSON.stringify(plain.events).length / 4);
    expect((await open('', { 'Accept-Encoding': 'gzip;q=0' })).headers).not.toHaveProperty('content-encoding');
  });

  test('CSV has a record for each event, and nothing in it is a formula', async () => {
    await begin();
    const hostile = ["=cmd|' /C calc'!A0", '+1', '-1', '@SUM(1)', '\t=1', 'a;=1', '"\r\n=1', "'=1", '\uff1d1', ' =1'];
    await track(
      hostile.map((title, n) => ({
        event_id: `evt_${n}`,
        event_type: title,
        page_url: title,
        event_data: { title, user_id: title, [title]: title, id: 2 ** 53 },
      })),
    );
    const response = await open('', { Accept: 'text/csv' });
    expect(response.headers['content-type']).toMatch(/^text\/csv; charset=utf-8/);
    const { bytes, isCut } = await read(response);
    expect(isCut).toBe(false);
    const [names = [], ...records] = parseCsv(bytes.toString());
    expect(records).toHaveLength(hostile.length);
    for (const [n, record] of records.entries()) {
      expect(record).toHaveLength(names.length);
      const row = Object.fromEntries(names.map((name, at) => [name, record[at] ?? '']));
      const title = hostile[n] ?? '';
      for (const [name, cell] of Object.entries(row)) {
        if (typeof cell === 'string' && !/^-?\d+(\.\d+)?$/.test(cell)) {
          for (const part of cell.split(/[;\t\r\n]/)) expect(part, name).not.toMatch(/^[\s\p{Cc}]*[=+\-@\uff1d]/u);
        }
      }
      expect(rearm(row.event_type ?? '')).toBe(title);
      expect(JSON.parse(row.event_data ?? '')).toMatchObject({ title, user_id: title });
      expect(row.event_data).toContain(String(2 ** 53));
    }
    // The cursor of a record goes on after it, and the columns are those of NDJSON.
    const cursor = records[6]?.[names.indexOf('cursor')];
    const rest = await exported(`cursor=${cursor}`);
    expect(idsOf(rest.events)).toEqual(['evt_7', 'evt_8', 'evt_9']);
    const staged = new Set(rest.events.flatMap((event) => Object.keys(event.staged ?? {})));
    expect([...staged].filter((name) => !names.includes(name))).toEqual([]);
  });

  test('a client that does not read stops the reading of events, and gets the rest later', async () => {
    await begin();
    // Twenty portions, each of a megabyte: more than the buffers of sockets hold.
    const text = 'x'.repeat(50_000);
    const batches = 20;
    for (let batch = 0; batch < batches; batch += 1) {
      await track(many(20, { text }).map((event, n) => ({ ...event, event_id: `evt_${batch}_${n}` })));
    }
    const response = await open();
    response.pause();
    // Until nothing more is read: two looks with a whole export of another customer between them.
    let before = -1;
    while (portions !== before) {
      before = portions;
      for (let n = 0; n < 5; n += 1)
        await ask(`${server.url}${ROUTES.exportEvents}?to=2000-01-01`, { key: 'acme:ovt_acme', method: 'HEAD' });
      portions -= 5;
    }
    const inFlight = portions;
    const { bytes, isCut } = await read(response.resume());
    expect(isCut).toBe(false);
    expect(parse(bytes.toString()).events).toHaveLength(batches * 20);
    expect(inFlight).toBeLessThan(portions);
  });

  test('a failure in the middle cuts the answer, so that nobody takes it for the whole', async () => {
    await begin();
    for (let batch = 0; batch < 3; batch += 1) {
      await track(many(500).map((event, n) => ({ ...event, event_id: `evt_${batch}_${n}` })));
    }
    beforePortion = async (portion) => {
      if (portion === 2) throw new Error('the database is gone');
    };
    const { bytes, isCut } = await read(await open());
    expect(isCut).toBe(true);
    const { events } = parse(bytes.toString().replace(/[^\n]*$/, ''));
    // Those of the first portion, as far as they were sent.
    expect(events.length).toBeGreaterThan(0);
    expect(events.length).toBeLessThanOrEqual(1_000);
    expect(warnings.join()).toMatch(/\[OneVault\] Failed to finish the export of request [\w-]+: Error: the database/);
    beforePortion = async () => {};
    const rest = await exported(`cursor=${events.at(-1)?.cursor}`);
    expect(new Set(idsOf([...events, ...rest.events])).size).toBe(1_500);
    expect(events.length + rest.events.length).toBe(1_500);
  });

  test('refuses more exports of a customer at once, and no place is lost', async () => {
    await begin();
    await track(many(2));
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    beforePortion = () => held;
    const all = Array.from({ length: MAX_CUSTOMER_EXPORTS }, () => exported());
    await expect.poll(() => portions).toBe(2);
    const refused = await ask(server.url + ROUTES.exportEvents);
    expect(refused).toMatchObject({ status: 429, body: { error_code: 'TOO_MANY_EXPORTS' } });
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    release();
    await Promise.all(all);
    beforePortion = async () => {};
    for (let n = 0; n < 2 * MAX_CUSTOMER_EXPORTS; n += 1) {
      // Ended, given up, refused, without a body.
      (await open()).destroy();
      await ask(`${server.url}${ROUTES.exportEvents}?format=x`);
      await fetch(server.url + ROUTES.exportEvents, { method: 'HEAD', headers: HEADERS });
    }
    await expect.poll(async () => (await read(await open())).isCut).toBe(false);
    const status = (await Promise.all(all.map(() => open()))).map(({ statusCode }) => statusCode);
    expect(status).toEqual(all.map(() => 200));
  });

  test('erased events are gone', async () => {
    await begin();
    await track([
      { event_id: 'evt_me', event_data: { visitor_id: 'me' } },
      { event_id: 'evt_you', event_data: { visitor_id: 'you' } },
    ]);
    await engine.operations.eraseVisitor('demo', 'me');
    expect(idsOf((await exported()).events)).toEqual(['evt_you']);
  });

  test('is for full keys, and names the bad part of a query', async () => {
    const answer = (query: string, key?: string) =>
      ask(`${server.url}${ROUTES.exportEvents}?${query}`, key === undefined ? {} : { key });
    expect(await answer('', 'demo:ovt_write')).toMatchObject({ status: 403 });
    expect(await answer('', 'acme:ovt_demo')).toMatchObject({ status: 401 });
    for (const [query, name] of [
      ['format=xml', 'format'],
      ['cursor=%27%3B', 'cursor'],
      ['from=2026-01-02&to=2026-01-01', 'to'],
      ['fron=2026-01-02', 'fron'],
      ['status=x', 'status'],
    ]) {
      expect(await answer(query ?? '')).toMatchObject({
        status: 422,
        body: { error_code: 'INVALID_QUERY', detail: [{ loc: ['query', name] }] },
      });
    }
  });
});

/** As docs/reading.md says. */
function rearm(text: string): string {
  return text.replace(/(^|[;\t\r\n])'/g, '$1');
}

/** RFC 4180, strictly. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  const record: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const match = cell.exec(text);
    if (match === null) throw new Error(`No CSV at ${at}: ${text.slice(at, at + 50)}`);
    record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] !== ',') records.push(record.splice(0));
  }
  return records;
}
