/**
 * Random payloads that ingest would accept: any JSON without NUL and lone surrogates, often with keys that the pipeline
 * reads and with values at the limits of its rules.
 */
import type { JsonObject, JsonValue } from '@onevault/contract';
import { CAMPAIGN_PARAMETERS, CATEGORIES, CLICK_IDS, REFERRERS } from '@onevault/contract/pipeline';
import type { Enrichment, RawEvent } from '@onevault/server/internal/engine/port';
import fc from 'fast-check';

/** The payload, and the fields stored beside it. */
export type EventContent = Pick<RawEvent, 'payload' | 'userAgent' | 'enrichment'>;

const anyText = fc
  .oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
    { weight: 1, arbitrary: fc.stringMatching(/^[ -~]{0,40}$/) },
  )
  .map((text) => text.replaceAll('\0', '\uFFFD'));

const longText = fc
  .tuple(
    fc.constantFrom('a', ' ', 'é', '🦊', 'a\u0301', '%41', '\n'),
    fc.constantFrom(34, 35, 63, 64, 65, 99, 100, 101),
  )
  .chain(([unit, count]) => fc.constantFrom(1, 2, 5, 20).map((times) => unit.repeat(count * times)));

const encoded = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '%',
        '%4',
        '%41',
        '%zz',
        '%00',
        '%C3%A4',
        '%C3',
        '%ED%A0%80',
        '%F0%9F%A6%8A',
        '%FF',
        '%25',
        '%0a',
      ),
      fc.constantFrom('+', '=', '?', '/', ';', 'a', 'ä', '🦊', '\u212A', ' '),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

const parameter = fc
  .tuple(
    fc.constantFrom(...CAMPAIGN_PARAMETERS, ...CLICK_IDS, ...['UTM_SOURCE', 'utm%5Fsource', 'x', '', 'gclid ']),
    fc.constantFrom('=', '=', '=', ''),
    fc.oneof(encoded, longText),
  )
  .map((parts) => parts.join(''));

const anyHost = fc
  .array(
    fc.constantFrom(
      ...[
        'google',
        'www',
        'com',
        'co',
        'uk',
        'mail',
        'yahoo',
        'x',
        't',
        'bing',
        'web',
        'de',
        'ru',
        'shop',
        'example',
        '',
      ],
      ...['chatgpt', 'claude', 'ai', 'facebook', 'GOOGLE', 'K\u212A', 'Ä', 'notgoogle', 'gemini', '[::1]', 'search'],
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((labels) => labels.join('.'));

/** Hosts of the referrer lists, their subdomains, and hosts with the same ending. */
const listedHost = fc
  .tuple(
    fc.constantFrom('', '', 'www.', 'a.b.', 'not', '.'),
    fc.constantFrom(...Object.values(REFERRERS).flat()),
    fc.constantFrom('', '', 'com', 'co.uk', 'info', 'a.b.c'),
  )
  .map(([before, entry, end]) => `${before}${entry.replace('*', end)}`);

const host = fc.oneof({ weight: 3, arbitrary: anyHost }, { weight: 1, arbitrary: listedHost });

const url: fc.Arbitrary<string> = fc
  .record({
    scheme: fc.constantFrom(
      ...[
        'https://',
        'http://',
        'HTTPS://',
        '',
        '/',
        '//',
        'ftp://',
        'a+b.c-1://',
        '1a://',
        'about:',
        'https:/',
        ' https://',
      ],
    ),
    user: fc.constantFrom('', '', '', 'user@', 'user:pw@', 'a@b@', '@'),
    host,
    port: fc.constantFrom('', '', ':', ':80', ':8080', ':80a', ':８０'),
    path: fc.oneof(fc.constantFrom('', '/', '/a/B', '//', '/%C3%A4', '\\x', '/ü/🦊', '/a\nb'), anyText),
    query: fc.option(
      fc
        .tuple(fc.array(parameter, { maxLength: 4 }), fc.constantFrom('&', '&', '&&', ';'))
        .map(([all, by]) => all.join(by)),
      { nil: undefined },
    ),
    fragment: fc.option(fc.oneof(anyText, parameter), { nil: undefined }),
  })
  .map(
    ({ scheme, user, host, port, path, query, fragment }) =>
      `${scheme}${user}${host}${port}${path}${query === undefined ? '' : `?${query}`}${fragment === undefined ? '' : `#${fragment}`}`,
  );

const twoDigits = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));

/** Mostly near today or near each other; many are unreadable. */
const timestamp = fc
  .record({
    year: fc.constantFrom('2026', '2026', '2025', '1970', '0001', '9999', '0000', '02026', '１９９９'),
    // Often the same day, so that the difference of two timestamps is often plausible.
    month: fc.oneof(fc.constant('06'), twoDigits(13)),
    day: fc.oneof(fc.constant('15'), twoDigits(32)),
    hour: fc.oneof(fc.constant('12'), twoDigits(24)),
    minute: twoDigits(60),
    second: twoDigits(60),
    fraction: fc.constantFrom(
      '',
      '.5',
      '.123456',
      '.1234567',
      '.999999999',
      '.000000001',
      '.',
      '.1234567890',
      ',5',
      '.٣',
    ),
    zone: fc.oneof(
      fc.constantFrom('Z', 'Z', 'Z', 'z', '', ' Z', 'Z\n', '+0200'),
      fc.tuple(fc.constantFrom('+', '-'), twoDigits(24), twoDigits(60)).map(([sign, h, m]) => `${sign}${h}:${m}`),
    ),
    gap: fc.constantFrom('T', 'T', 'T', 't', ' '),
  })
  .map(
    ({ year, month, day, hour, minute, second, fraction, zone, gap }) =>
      `${year}-${month}-${day}${gap}${hour}:${minute}:${second}${fraction}${zone}`,
  );

const anyNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -1, max: 101 }),
  fc.integer({ min: -10, max: 1_010_000 }).map((value) => value / 10_000),
  fc.integer(),
  fc.constantFrom(
    ...[0, -0, 1, 100, 100.0004, 1.0005, 2.0005, 604_800, 604_800.5, 1e15, 999_999_999_999_999, -999_999_999_999_999],
    ...[1e21, 1e300, 5e-324, 1e-7, 0.1, 2 ** 53, 123_456_789_012_345_680_000],
  ),
);

const scalar = fc.oneof(
  { weight: 4, arbitrary: anyText },
  { weight: 2, arbitrary: anyNumber },
  { weight: 1, arbitrary: fc.constantFrom<JsonValue>(null, true, false, '', ' ', '\t\n\u000b\u000c\r', '\u00a0') },
  { weight: 1, arbitrary: longText },
);

const { value: anyJson } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(anyText, tie('value'), { maxKeys: 4 }) as fc.Arbitrary<JsonObject>,
  ),
}));

const item = fc.oneof(
  anyJson,
  fc.record(
    {
      item_id: fc.oneof(scalar, fc.constantFrom('a', 'b', 1)),
      product_id: fc.oneof(scalar, fc.constantFrom('a', 'b', 1)),
      sku: fc.oneof(scalar, fc.constantFrom('a', 'b')),
      id: fc.oneof(scalar, fc.constantFrom('a', 'b', 1)),
      name: scalar,
      price: scalar,
    },
    { requiredKeys: [] },
  ),
);

/** For each key that the pipeline reads: valid values, and sometimes any value. */
const knownKeys: Record<string, fc.Arbitrary<JsonValue>> = {
  ...Object.fromEntries(
    'user_id title page_title element_id element_class element_text text timezone language action name item_id product_id sku item_name currency'
      .split(' ')
      .concat(CAMPAIGN_PARAMETERS)
      .map((key) => [key, scalar]),
  ),
  session_id: fc.oneof(scalar, fc.constantFrom('sess_1', 'session_1', '1'), longText),
  visitor_id: fc.oneof(scalar, fc.constantFrom('visitor_1', 'visit', '1'), longText),
  timestamp: fc.oneof({ weight: 4, arbitrary: timestamp }, scalar),
  sent_at: fc.oneof({ weight: 4, arbitrary: timestamp }, scalar),
  referrer: fc.oneof({ weight: 4, arbitrary: url }, scalar),
  referrer_url: fc.oneof({ weight: 4, arbitrary: url }, scalar),
  scroll_depth: fc.oneof({ weight: 4, arbitrary: anyNumber }, scalar),
  time_on_page: fc.oneof({ weight: 4, arbitrary: anyNumber }, scalar),
  screen_resolution: fc.oneof(fc.constantFrom('1x1', '99999x99999', '1X1', '100000x1', '1x1\n', '٣x٤'), scalar),
  viewport_size: fc.oneof(fc.constantFrom('1x1', '1920x1080', ' 1x1', 'x'), scalar),
  outbound: fc.constantFrom<JsonValue>(true, false, 'true', 1, null),
  items: fc.oneof({ weight: 4, arbitrary: fc.array(item, { maxLength: 6 }) }, anyJson),
};

const eventData: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.record(
      Object.fromEntries(
        Object.entries(knownKeys).map(([key, meant]) => [
          key,
          fc.oneof({ weight: 9, arbitrary: meant }, { weight: 1, arbitrary: anyJson }),
        ]),
      ),
      { requiredKeys: [] },
    ),
    fc.dictionary(anyText, anyJson, { maxKeys: 3 }),
  )
  .map(([known, others]) => ({ ...others, ...known }) as JsonObject);

const eventType = fc.oneof(
  fc.constantFrom(
    ...Object.keys(CATEGORIES),
    ...['constructor', '__proto__', 'Page_View', ' page_view', '', ' \t\r\n'],
  ),
  anyText,
  longText,
);

const enrichment: fc.Arbitrary<Enrichment> = fc.record({
  browser_name: fc.option(anyText),
  browser_version: fc.option(anyText),
  operating_system: fc.option(anyText),
  device_type: fc.constantFrom('desktop', 'mobile', 'tablet', 'tv', null),
  is_bot: fc.boolean(),
});

export const eventContent: fc.Arbitrary<EventContent> = fc.record({
  payload: fc.record(
    {
      event_type: eventType,
      page_url: fc.oneof({ weight: 6, arbitrary: url }, anyText, longText),
      event_data: eventData,
    },
    { requiredKeys: [] },
  ),
  userAgent: fc.option(anyText),
  enrichment: fc.option(enrichment),
});
