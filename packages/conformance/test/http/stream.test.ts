import { ROUTES } from '@onevault/contract';
import { ErrorReplySchema, StreamEventSchema } from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import type { Engine } from '@onevault/server/internal/engine/port';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../src/databases/openEngine.ts';
import { type OpenStream, openStream, type StreamOptions } from '../../src/openStream.ts';
import { expectSchema } from './expectSchema.ts';

const KEYS = [
  { customerId: 'demo', token: 'ovt_demo', scope: 'full' as const },
  { customerId: 'demo', token: 'ovt_write', scope: 'write' as const },
  { customerId: 'acme', token: 'ovt_acme', scope: 'full' as const },
];

describe.each(['memory', 'memory, without a port', 'pglite', 'postgres'] as const)('the stream on %s', (kind) => {
  let engine: Engine | undefined;
  let server: MockServer;
  const streams: OpenStream[] = [];
  beforeAll(async () => {
    engine = kind === 'pglite' || kind === 'postgres' ? await openEngine(kind) : undefined;
    const port = kind === 'memory, without a port' ? { port: false as const } : {};
    server = await createMockServer({ ...(engine && { engine }), ...port, keys: KEYS });
  });
  afterAll(async () => {
    await server?.close();
    await engine?.close();
  });
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.cut();
  });

  async function open(options: StreamOptions = {}): Promise<OpenStream> {
    const stream = await openStream(server.url, { ...options, fetch: (url, init) => server.fetch(url, init) });
    streams.push(stream);
    return stream;
  }
  const track = (body: unknown, { key, path = ROUTES.track }: { key?: string; path?: string } = {}) =>
    askServer(path, { body, ...(key !== undefined && { key }) });
  async function askServer(path: string, { body, key = 'demo:ovt_demo', headers = {} }: Question = {}) {
    const [customerId = '', token = ''] = key?.split(':') ?? [];
    const response = await server.fetch(server.url + path, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: {
        ...(key !== null && { 'X-Customer-ID': customerId, Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  test('sends each event as it is stored, a row of the dashboard with stage and reason', async () => {
    const stream = await open();
    expect(stream.response.status).toBe(200);
    expect(stream.response.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.response.headers.get('Cache-Control')).toBe('no-store, no-transform');
    expect(stream.response.headers.get('X-Accel-Buffering')).toBe('no');
    await track({ event_id: 'evt_good', page_url: 'https://shop.example/a', event_data: { session_id: 'sess_1' } });
    await track({ event_id: 'evt_bad', event_type: ' ' });
    const [good, bad] = await stream.take(2);
    for (const message of [good, bad]) {
      expect(message?.event).toBe('track');
      expectSchema(StreamEventSchema, message?.data);
    }
    const { body } = await askServer(`${ROUTES.dashboard}?limit=2`);
    expect([bad, good].map((message) => rowOf(message?.data))).toEqual(body.events);
    expect(good?.data).toMatchObject({ event_id: 'evt_good', stage: 'business', reason: null });
    const why = await askServer(ROUTES.event.replace(':event_id', 'evt_bad'));
    expect(bad?.data).toMatchObject({ event_id: 'evt_bad', stage: 'rejected', reason: why.body.event.reason });
    expect(good?.data.layers.business?.at).toBe(
      (await askServer(ROUTES.event.replace(':event_id', 'evt_good'))).body.event.layers.business.at,
    );
  });

  test('sends an event of the background when it is in the business layer, and before at most once as raw', async () => {
    const stream = await open();
    const sent = Array.from({ length: 20 }, (_, n) => ({ event_id: `evt_async_${n}` }));
    await track(sent, { path: ROUTES.trackAsync });
    const stages = new Map<string, string[]>();
    while ([...stages.values()].filter((of) => of.includes('business')).length < sent.length) {
      const [message] = await stream.take(1);
      const { event_id = '', stage = '' } = message?.data ?? {};
      stages.set(event_id, [...(stages.get(event_id) ?? []), stage]);
    }
    expect([...stages.keys()].sort()).toEqual(sent.map(({ event_id }) => event_id).sort());
    for (const of of stages.values()) expect(['business', 'raw,business']).toContain(of.join());
  });

  test('resumes after the last id, also one of a comment, without a gap or a double', async () => {
    const first = await open();
    await track([{ event_id: 'evt_r1' }, { event_id: 'evt_r2' }, { event_id: 'evt_r3' }]);
    const ids = (await first.take(2)).map(({ id }) => id);
    first.cut();
    await track({ event_id: 'evt_r4' });
    const second = await open({ lastEventId: ids[1] });
    expect((await second.take(2)).map(({ data }) => data.event_id)).toEqual(['evt_r3', 'evt_r4']);
    // The second resumes from between the first and the second message.
    const third = await open({ lastEventId: ids[0] });
    expect((await third.take(3)).map(({ data }) => data.event_id)).toEqual(['evt_r2', 'evt_r3', 'evt_r4']);

    const silent = await open();
    expect(await firstComment(silent)).toBe('live');
    const silentId = silent.lastId();
    silent.cut();
    await track({ event_id: 'evt_r5' });
    const fourth = await open({ lastEventId: silentId });
    expect((await fourth.take(1)).map(({ data }) => data.event_id)).toEqual(['evt_r5']);
  });

  test('sends only what the filters of the dashboard let through', async () => {
    const sent = [
      { event_id: 'evt_f1', event_type: 'signup', event_data: { session_id: 'sess_9', visitor_id: 'visitor_9' } },
      {
        event_id: 'evt_f2',
        page_url: 'https://shop.example/cart?a=1',
        event_data: { session_id: '9', visitor_id: '9' },
      },
      { event_id: 'evt_f3', event_type: ' ' },
      { event_id: 'evt_f4', event_data: { session_id: 'session_9' } },
      { event_id: 'evt_end', event_type: 'end', page_url: 'https://end.example/' },
    ];
    const wanted: [string, string[]][] = [
      ['event_type=signup', ['evt_f1']],
      ['page=shop.example/cart', ['evt_f2']],
      ['session=9', ['evt_f2', 'evt_f4']],
      ['session=sess_9', ['evt_f1']],
      ['visitor=9', ['evt_f1', 'evt_f2']],
      ['visitor=visitor_9&event_type=page_view', ['evt_f2']],
      ['status=rejected', ['evt_f3']],
      ['to=2000-01-01', []],
      [`from=${new Date(Date.now() + 86_400_000).toISOString()}`, []],
    ];
    const all = await open();
    const opened = await Promise.all(wanted.map(([query]) => open({ query: `?${query}` })));
    await track(sent);
    const messages = await all.take(sent.length);
    expect(messages.map(({ data }) => data.event_id).sort()).toEqual(sent.map(({ event_id }) => event_id).sort());
    // The last id of the unfiltered stream: what a filtered one sends comes until then.
    await track({ event_id: 'evt_last', event_type: 'signup', page_url: 'https://shop.example/cart' });
    for (const [n, [query, ids]] of wanted.entries()) {
      const found = await opened[n]?.take(ids.length);
      expect([query, found?.map(({ data }) => data.event_id).sort()]).toEqual([query, ids]);
    }
    // The filters are those of a search.
    for (const [query, ids] of wanted) {
      const { body } = await askServer(`${ROUTES.dashboard}?${query}`);
      const names = body.events.map(({ event_id }: { event_id: string }) => event_id);
      if (!query.startsWith('to=')) expect(names.filter((id: string) => /^evt_f\d/.test(id)).sort()).toEqual(ids);
    }
  });

  test('customers do not meet', async () => {
    const [demo, acme] = [await open(), await open({ key: 'acme:ovt_acme' })];
    await track({ event_id: 'evt_same', page_url: 'https://demo.example/' });
    await track({ event_id: 'evt_same', page_url: 'https://acme.example/' }, { key: 'acme:ovt_acme' });
    const [[ofDemo], [ofAcme]] = [await demo.take(1), await acme.take(1)];
    expect([ofDemo?.data.page_url, ofAcme?.data.page_url]).toEqual(['https://demo.example/', 'https://acme.example/']);
    await track({ event_id: 'evt_next' }, { key: 'acme:ovt_acme' });
    await track({ event_id: 'evt_other' });
    expect((await demo.take(1))[0]?.data.event_id).toBe('evt_other');
    expect((await acme.take(1))[0]?.data.event_id).toBe('evt_next');

    const refused = await askServer(ROUTES.stream, { headers: { 'Last-Event-ID': ofAcme?.id ?? '' } });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({
      error_code: 'INVALID_LAST_EVENT_ID',
      detail: [{ loc: ['header', 'Last-Event-ID'], msg: 'The id is of a message of another customer' }],
    });
    expectSchema(ErrorReplySchema, refused.body);
  });

  test.each([
    ['a text', 'x'],
    ['an event', 'evt_1'],
    ['percent', '%00'],
    ['a long text', 'a'.repeat(5_000)],
    ['our form with nonsense', btoa('0123456789ab nonsense')],
  ])('a Last-Event-ID that is none is refused, and named: %s', async (_name, id) => {
    const { status, body } = await askServer(ROUTES.stream, { headers: { 'Last-Event-ID': id } });
    expect(status).toBe(422);
    expectSchema(ErrorReplySchema, body);
    expect(body).toMatchObject({
      error_code: 'INVALID_LAST_EVENT_ID',
      detail: [{ loc: ['header', 'Last-Event-ID'], type: 'value_error' }],
    });
  });

  test.each([
    [400, 'MISSING_CUSTOMER_ID', null],
    [401, 'INVALID_TOKEN', 'demo:wrong'],
    [401, 'INVALID_TOKEN', 'demo:ovt_acme'],
    [403, 'SECRET_KEY_REQUIRED', 'demo:ovt_write'],
    [422, 'INVALID_QUERY', 'demo:ovt_demo'],
  ] as const)('refuses with %i %s before all else', async (status, code, key) => {
    const headers = { 'Last-Event-ID': 'x' };
    const refused = await askServer(`${ROUTES.stream}?status=done`, { key, headers });
    expect([refused.status, refused.body.error_code]).toEqual([status, code]);
    expectSchema(ErrorReplySchema, refused.body);
  });

  test('HEAD answers the headers, and no stream stays behind', async () => {
    const headers = { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo' };
    for (let n = 0; n < 60; n += 1) {
      const response = await server.fetch(server.url + ROUTES.stream, { method: 'HEAD', headers });
      expect([response.status, await response.text()]).toEqual([200, '']);
    }
  });

  test('a customer may have fifty streams; one that ends makes room', async () => {
    const opened = await Promise.all(Array.from({ length: 50 }, () => open()));
    const refused = await askServer(ROUTES.stream);
    expect([refused.status, refused.body.error_code]).toEqual([429, 'TOO_MANY_STREAMS']);
    expectSchema(ErrorReplySchema, refused.body);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    const other = await open({ key: 'acme:ovt_acme' });
    expect(other.response.status).toBe(200);
    opened[7]?.cut();
    for (;;) {
      const again = await open();
      if (again.response.status === 200) break;
      expect(again.response.status).toBe(429);
    }
  });
});

interface Question {
  body?: unknown;
  key?: string | null;
  headers?: Record<string, string>;
}

function rowOf(data: OpenStreamData): object {
  const { stage, reason, layers, ...row } = data ?? ({} as NonNullable<OpenStreamData>);
  return row;
}
type OpenStreamData = Awaited<ReturnType<OpenStream['take']>>[number]['data'] | undefined;

/** Reads the first block, which has no message. */
async function firstComment(stream: OpenStream): Promise<string | undefined> {
  const reading = stream.next();
  reading.catch(() => {});
  while (stream.comments.length === 0) await new Promise((resolve) => setImmediate(resolve));
  return stream.comments[0];
}
