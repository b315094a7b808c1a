import { gzipSync } from 'node:zlib';
import { ROUTES } from '@onevault/contract';
import { BatchReplySchema, ErrorReplySchema, TrackReplySchema } from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import type { Engine } from '@onevault/server/internal/engine/port';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

const INJECTIONS = [
  "'; drop table raw.site_tracking_events_r; --",
  '" or 1=1 --',
  '$1',
  '%s%n',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '\\',
  "\\'",
  '\u202e',
  '{"$ne":null}',
  'NULL',
  '\\u0000',
  'é'.normalize('NFD'),
];

/** Refused bodies, with the answer and the place of the error. */
const REFUSED: [what: string, body: unknown, status: number, code: string, loc?: (string | number)[]][] = [
  ['an empty body', '', 422, 'INVALID_JSON', ['body']],
  ['broken JSON', '{"event_type":', 422, 'INVALID_JSON', ['body', 14]],
  ['two values', '{}{}', 422, 'INVALID_JSON', ['body', 2]],
  ['not a number', '{"event_data":{"a":NaN}}', 422, 'INVALID_JSON', ['body', 19]],
  ['nothing but open brackets', '['.repeat(100_000), 422, 'INVALID_JSON', ['body', 100_000]],
  ['a string', '"x"', 422, 'INVALID_BODY', ['body']],
  ['a number', '5', 422, 'INVALID_BODY', ['body']],
  ['null', 'null', 422, 'INVALID_BODY', ['body']],
  ['an empty batch', '[]', 422, 'INVALID_BATCH_SIZE', ['body']],
  ['a batch within a batch', '[[{}]]', 422, 'INVALID_EVENT', ['body', 0]],
  ['1 MiB of brackets', '['.repeat(1_048_577), 413, 'BODY_TOO_LARGE'],
  ...['event_id', 'event_type', 'page_url'].flatMap((field) =>
    [5, true, null, [], {}].map((value): (typeof REFUSED)[number] => [
      `${field} ${JSON.stringify(value)}`,
      { [field]: value },
      422,
      'INVALID_EVENT',
      ['body', field],
    ]),
  ),
  ...[5, true, null, [], 'x'].map((value): (typeof REFUSED)[number] => [
    `event_data ${JSON.stringify(value)}`,
    { event_data: value },
    422,
    'INVALID_EVENT',
    ['body', 'event_data'],
  ]),
  ...['', 'evt_', 'evt_a b', `evt_${'a'.repeat(65)}`, "evt_'", 'EVT_a', 'evt_\0', ' evt_a'].map(
    (id): (typeof REFUSED)[number] => [
      `event_id ${JSON.stringify(id)}`,
      { event_id: id },
      422,
      'INVALID_EVENT',
      ['body', 'event_id'],
    ],
  ),
  ['an empty event_type', { event_type: '' }, 422, 'INVALID_EVENT', ['body', 'event_type']],
  ['an endless event_type', { event_type: 'x'.repeat(201) }, 422, 'INVALID_EVENT', ['body', 'event_type']],
  ['an endless page_url', { page_url: 'x'.repeat(100_001) }, 422, 'INVALID_EVENT', ['body', 'page_url']],
  ['too deep', { event_data: nest(32) }, 422, 'INVALID_EVENT', ['body', 'event_data', ...Array(32).fill('a')]],
  [
    'far too deep',
    `{"event_data":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
    422,
    'INVALID_EVENT',
    ['body', 'event_data', ...Array(32).fill('a')],
  ],
  ['too many values', { event_data: { a: Array(10_000).fill(0) } }, 422, 'INVALID_EVENT', ['body', 'event_data']],
];

/** Bodies that look bad but are stored in a harmless form. */
const KEPT: [what: string, body: unknown][] = [
  [
    'NUL in every text',
    { event_type: 'a\0b', page_url: 'https://a/\0', event_data: { 'k\0': 'v\0', session_id: 's\0' } },
  ],
  [
    'lone surrogates in every text',
    '{"event_type":"\\ud800","page_url":"\\udc00","event_data":{"\\ud800":["\\udfff"]}}',
  ],
  ['bytes that are not UTF-8', Buffer.from([...Buffer.from('{"event_type":"'), 0xff, 0xc0, ...Buffer.from('"}')])],
  ['numbers beyond range', '{"event_data":{"scroll_depth":1e999,"time_on_page":-1e999,"a":1e-999,"price":1e308}}'],
  [
    'endless digits',
    `{"event_data":{"item_id":${'9'.repeat(400)},"session_id":${'1'.repeat(300)},"a":0.${'1'.repeat(5_000)}}}`,
  ],
  [
    'own __proto__ keys',
    '{"__proto__":{"x":1},"event_data":{"__proto__":{"toString":1},"constructor":{"prototype":1}}}',
  ],
  ['a url of 50,000 characters', { page_url: `https://shop.example/${'a'.repeat(50_000)}?q=${'b'.repeat(1_000)}` }],
  ['a query of 5,000 parameters', { page_url: `https://shop.example/?${'utm_source=a&'.repeat(5_000)}` }],
  ['the deepest allowed data', { event_data: nest(31) }],
  ['the largest allowed number of values', { event_data: { items: Array(9_999).fill({}) } }],
  ['a text of 900,000 characters', { event_data: { text: 'x'.repeat(900_000) } }],
  ['unknown fields', { tenant_hk: 'x', processing_status: 'PROCESSED', received_timestamp: '1970-01-01' }],
  ...[
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '//host',
    '?',
    '#',
    ' ',
    '\u0000',
    'http://',
    'http://[',
    '%',
    'https://a/%zz?utm_source=%ff%00&gclid=%E0%A4%A',
  ].map((url): (typeof KEPT)[number] => [
    `page_url ${JSON.stringify(url)}`,
    { page_url: url, event_data: { referrer: url } },
  ]),
  ...[
    '',
    'x',
    '0000-00-00T00:00:00Z',
    '9999-12-31T23:59:59.999999999Z',
    '0001-01-01T00:00:00+15:59',
    '2026-02-31T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    '1e9',
    'infinity',
    '-infinity',
    'now',
    'epoch',
    '2026-01-01T24:00:00Z',
    '294277-01-01T00:00:00Z',
    1e300,
    -1,
    0,
    true,
    [],
    {},
    null,
  ].map((clock): (typeof KEPT)[number] => [
    `clocks of ${JSON.stringify(clock)}`,
    { event_data: { timestamp: clock, sent_at: clock, seq: clock, tab_id: clock } },
  ]),
  ...INJECTIONS.map((text): (typeof KEPT)[number] => [
    `${JSON.stringify(text)} in every text`,
    { event_type: text, page_url: text, event_data: Object.fromEntries(contextKeys().map((key) => [key, text])) },
  ]),
  ...[[], {}, [{}], { a: { b: 1 } }, true, 0, -0.5, 1e21, null].map((value): (typeof KEPT)[number] => [
    `${JSON.stringify(value)} for every known key`,
    { event_data: Object.fromEntries(contextKeys().map((key) => [key, value])) },
  ]),
];

export interface BadInputOptions {
  /** Generated bodies. Default 300. */
  runs?: number;
  /** The same seed generates the same bodies. Default 5. */
  seed?: number;
}

/**
 * No content of a request may cause a 5xx, make the next good request fail, or leave a stuck row. One suite for every
 * engine.
 */
export function describeBadInput(
  name: string,
  createEngine: () => Promise<Engine>,
  { runs = 300, seed = 5 }: BadInputOptions = {},
): void {
  describe(`bad input on ${name}`, () => {
    let engine: Engine;
    let server: MockServer;
    let goods = 0;

    beforeAll(async () => {
      engine = await createEngine();
      server = await createMockServer({ engine });
    });
    afterAll(async () => {
      await server?.close();
      await engine?.close();
    });

    const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
      ask(server.url + path, { body, headers });

    /** The next good request works, and no row is stuck. */
    const expectUnharmed = async () => {
      goods += 1;
      const good = await post(ROUTES.track, { event_id: `evt_good_${goods}`, page_url: 'https://shop.example/' });
      expect(good).toMatchObject({ status: 200, body: { success: true, processing_status: 'complete' } });
    };
    const expectNothingPending = async () => {
      expect((await ask(server.url + ROUTES.settled)).body).toMatchObject({ settled: true, pending: 0 });
      const { body } = await ask(server.url + ROUTES.status);
      expect(body.pipeline_status).toMatchObject({ raw_pending: 0, staging_pending: 0, business_pending: 0 });
      expect((await ask(server.url + ROUTES.dashboard)).status).toBe(200);
    };

    test.each(REFUSED)('refuses %s and names the place', async (_what, body, status, code, loc) => {
      for (const path of [ROUTES.track, ROUTES.trackAsync]) {
        const answer = await post(path, body);
        expect([answer.status, answer.body.error_code]).toEqual([status, code]);
        expectSchema(ErrorReplySchema, answer.body);
        if (loc) expect(answer.body.detail).toContainEqual(expect.objectContaining({ loc }));
      }
      await expectUnharmed();
    });

    test.each(KEPT)('stores %s in a harmless form', async (_what, body) => {
      const answer = await post(ROUTES.track, body);
      expect(answer.status).toBe(200);
      expectSchema(TrackReplySchema, answer.body);
      // Stored, and either loaded or invalid; a set-aside event would be a bug.
      expect(answer.body.processing_status).toMatch(/^(complete|rejected)$/);
      const why = await ask(`${server.url}/api/v1/track/events/${answer.body.event_id}`);
      expect(why.body.event).toMatchObject({ stage: expect.stringMatching(/^(business|rejected)$/) });
      await expectUnharmed();
    });

    test('stores a batch of all of them, in the background too', async () => {
      const bodies = KEPT.map(([, body]) => body).filter((body) => typeof body === 'object' && !Buffer.isBuffer(body));
      const small = bodies.filter((body) => JSON.stringify(body).length < 20_000);
      const answer = await post(ROUTES.trackAsync, small);
      expect(answer).toMatchObject({ status: 200, body: { rejected: [] } });
      expectSchema(BatchReplySchema, answer.body);
      await expectNothingPending();
      const events = await engine.stagedEvents('demo', { limit: 10_000 });
      expect(events.filter(({ stage }) => stage === 'set_aside')).toEqual([]);
    });

    test('reads work with all of them stored', async () => {
      await expectNothingPending();
      const { status, body } = await ask(`${server.url}${ROUTES.dashboard}?limit=500`);
      expect(status).toBe(200);
      // JSON writes NUL and lone surrogates as escapes; after an escaped backslash it is only text.
      expect(/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(body).replaceAll('\\\\', ''))).toBe(false);
      expect((await ask(`${server.url}/mock/events?limit=10000`)).status).toBe(200);
    });

    test('holds for random bodies', async () => {
      await fc.assert(
        fc.asyncProperty(generatedRequest(), async ({ path, body, headers }) => {
          const answer = await post(path, body, headers);
          expectContractShape(answer);
          await expectUnharmed();
        }),
        { numRuns: runs, seed, endOnFailure: true },
      );
      await expectNothingPending();
    });
  });
}

function expectContractShape({ status, body }: Answer): void {
  expect(status).toBeLessThan(500);
  if (status !== 200) {
    expect([413, 415, 422]).toContain(status);
    expectSchema(ErrorReplySchema, body);
    if ('rejected' in body) expectSchema(BatchReplySchema, body);
  } else {
    expectSchema('event_ids' in body ? BatchReplySchema : TrackReplySchema, body);
  }
}

/** Every key that the pipeline reads in `event_data`. */
function contextKeys(): string[] {
  return [
    'session_id',
    'visitor_id',
    'user_id',
    'title',
    'referrer',
    'element_id',
    'element_class',
    'text',
    'action',
    'name',
    'scroll_depth',
    'time_on_page',
    'screen_resolution',
    'viewport_size',
    'timezone',
    'language',
    'timestamp',
    'sent_at',
    'tab_id',
    'seq',
    'utm_source',
    'utm_medium',
    'utm_campaign',
    'utm_term',
    'utm_content',
    'item_id',
    'product_id',
    'sku',
    'item_name',
    'item_type',
    'category',
    'price',
    'currency',
    'items',
    'outbound',
  ];
}

function nest(levels: number): object {
  return levels === 0 ? {} : { a: nest(levels - 1) };
}

/** Bodies from almost valid to random text. */
function generatedRequest() {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { maxLength: 5 }).map((codes) => String.fromCharCode(...codes)),
    fc.constantFrom(...INJECTIONS, '', '\0', 'page_view', 'https://shop.example/?utm_source=x#y'),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
  );
  const value = fc.oneof(
    text,
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 }),
  );
  const data = fc.dictionary(fc.oneof(fc.constantFrom(...contextKeys(), '__proto__', 'constructor'), text), value, {
    maxKeys: 12,
    noNullPrototype: true,
  });
  const id = fc.stringMatching(/^evt_[a-c]{1,2}$/);
  const likely = fc.record({ event_id: id, event_type: text, page_url: text, event_data: data }, { requiredKeys: [] });
  const unlikely = fc.record(
    {
      event_id: fc.oneof(id, value),
      event_type: value,
      page_url: value,
      event_data: fc.oneof(data, value),
    },
    { requiredKeys: [] },
  );
  const event = fc.oneof(
    { weight: 4, arbitrary: likely },
    { weight: 2, arbitrary: unlikely },
    { weight: 1, arbitrary: value },
  );
  const parsed = fc.oneof({ weight: 3, arbitrary: event }, { weight: 2, arbitrary: fc.array(event, { maxLength: 8 }) });
  const json = parsed.map((body) => JSON.stringify(body));
  // JSON with one part replaced, as by a bug or a bad connection.
  const broken = fc
    .tuple(
      json,
      fc.nat(),
      fc.nat(3),
      fc.constantFrom('', '1e999', '\\u0000', '\\ud800', '"', '{', '[', '-', '\0', '\ufeff'),
    )
    .map(([body, at, cut, put]) => {
      const place = at % (body.length + 1);
      return body.slice(0, place) + put + body.slice(place + cut);
    });
  const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  const headers = fc.oneof(
    { weight: 8, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('text/plain', 'application/json;charset=utf-16', 'x', 'a/b;', 'application/ld+json')
        .map((type) => ({ 'Content-Type': type })),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('gzip', 'br', ' ', 'identity').map((name) => ({ 'Content-Encoding': name })),
    },
  );
  return fc.record({
    path: fc.constantFrom(ROUTES.track, ROUTES.trackAsync),
    body: fc.oneof(
      { weight: 6, arbitrary: json },
      { weight: 3, arbitrary: broken },
      { weight: 1, arbitrary: noise },
      { weight: 1, arbitrary: json.map((body) => gzipSync(body)) },
    ),
    headers: headers as fc.Arbitrary<Record<string, string>>,
  });
}
