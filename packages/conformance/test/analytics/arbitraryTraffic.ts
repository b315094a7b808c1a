import type { Dimension, FilterOperator } from '@onevault/contract';
import { EVENT_DIMENSIONS, EXCLUSIONS, FILTER_OPERATORS, SESSION_DIMENSIONS } from '@onevault/contract';
import type {
  AnalyticsFilter,
  BoundRange,
  Enrichment,
  PopulationQuery,
  RawEvent,
} from '@onevault/server/internal/engine/port';
import type { SeededRandom } from '../../../../scripts/createSeededRandom.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Midnight, five days ago: the server believes clocks of the last 30 days. */
const startMs = Math.floor(Date.now() / DAY_MS) * DAY_MS - 5 * DAY_MS;
const DAYS = 4;

const TYPES = ['page_view', 'page_view', 'page_view', 'signup', 'scroll_depth', 'transaction_step', ' '];
const PAGES = [
  'https://shop.example/',
  'https://shop.example/tea',
  'https://shop.example/tea/100%25',
  'https://Blog.example/tea',
  '/local_page?x=1',
  'not a url',
];
const QUERIES = ['', '?utm_source=News&utm_medium=email', '?utm_source=ChatGPT.com', '?gclid=1&utm_campaign=a_b'];
const REFERRERS = [
  undefined,
  'https://www.google.de/search',
  'https://chat.openai.com/',
  'https://shop.example/x',
  'https://www.news.example/a',
];
const AGENTS: Omit<Enrichment, 'is_bot'>[] = [
  { device_type: 'desktop', browser_name: 'Firefox', browser_version: '1', operating_system: 'Linux' },
  { device_type: 'mobile', browser_name: 'Safari', browser_version: null, operating_system: 'iOS' },
];

/** A visitor with a few events, for an erasure in the middle. */
export const ERASED = 'visitor_dan';

const SHORT_VISITORS = ['ann', 'ben', 'dan', 'eve', 'fay'];

/**
 * Random traffic: no two events happen at the same time, so that nothing depends on how ties are broken. Half of it is
 * short sessions of mostly one visitor, which can be packed; the rest long ones that mix visitors, bots and hosts, which
 * cannot.
 */
export function createTraffic(random: SeededRandom, count: number): RawEvent[] {
  const pick = <T>(values: readonly T[]): T => values[random.integer(0, values.length - 1)] as T;
  const maybe = <T>(name: string, values: readonly T[], share = 0.5) =>
    random.next() < share ? { [name]: pick(values) } : {};
  return Array.from({ length: count }, (_, n): RawEvent => {
    const at = startMs + Math.floor(((n + random.next()) / count) * DAYS * DAY_MS);
    const referrer = pick(REFERRERS);
    const isShort = random.next() < 0.5;
    // Four hours of them are a session; two sessions in a row have the same visitor.
    const short = Math.floor((at - startMs) / (4 * 3_600_000));
    const who = isShort
      ? {
          session_id: `short_${short}`,
          visitor_id:
            random.next() < 0.03 ? 'ann' : String(SHORT_VISITORS[Math.floor(short / 2) % SHORT_VISITORS.length]),
        }
      : {
          ...maybe('session_id', ['s1', 's2', 's3', 's4', 's5', 's6'], 0.9),
          ...maybe('visitor_id', ['ann', 'ben', 'cid'], 0.9),
        };
    const oddShare = isShort ? 0.02 : 0.1;
    return {
      eventId: `evt_${n}`,
      payload: {
        event_type: pick(TYPES),
        page_url: pick(PAGES) + (random.next() < 0.3 ? pick(QUERIES) : ''),
        event_data: {
          timestamp: new Date(at).toISOString(),
          ...who,
          ...(referrer !== undefined && { referrer }),
          ...maybe('timezone', ['Europe/Berlin', 'Asia/Tokyo']),
          ...maybe('language', ['de', 'en-US']),
          ...maybe('screen_resolution', ['390x844', '1920x1080']),
          ...maybe('plan', ['pro', 'free', 5, true, { a: 1 }, null]),
          ...maybe('item_id', ['sencha', 'assam'], 0.2),
          ...maybe('items', [[{ item_id: 'assam' }, { item_id: 'oolong' }]], 0.1),
          ...maybe('action', ['complete', 'start']),
          ...maybe('value', [5, 7.5, '5']),
          ...maybe('currency', ['EUR', 'usd']),
          ...maybe('order_id', ['o1', 'o2'], 0.3),
          ...maybe('automated', [true], oddShare),
          ...maybe('internal', [true], oddShare),
        },
      },
      clientIpHash: null,
      userAgent: 'test',
      enrichment: { ...pick(AGENTS), is_bot: random.next() < oddShare },
    };
  });
}

const VALUES: Partial<Record<Dimension, readonly string[]>> = {
  page: ['/', '/tea', '/tea/100%25', '/local_page', '', '/none'],
  hostname: ['shop.example', 'blog.example', ''],
  event: ['page_view', 'signup', ' '],
  item: ['sencha', 'assam', 'oolong', ''],
  entry_page: ['/', '/tea', ''],
  exit_page: ['/tea', '/local_page'],
  source: ['google', 'chatgpt', 'news', 'news.example', ''],
  channel: ['ai_assistant', 'direct', 'email', 'organic_search', 'paid_search'],
  referrer: ['google.de/search', 'news.example/a', ''],
  country: ['DE', 'JP', ''],
  device: ['mobile', 'desktop'],
  'prop.plan': ['pro', '5', 'true', ''],
};
const PARTS = ['/te', '_', '%', 'o', '100%', 'news'];
const PATTERNS = ['*', '/te*', '*.example', 'a*m', '/tea', '*_*', 's*a*'];
const DIMENSIONS: readonly Dimension[] = [...EVENT_DIMENSIONS, ...SESSION_DIMENSIONS, 'prop.plan', 'prop.it\'s "odd"'];

export function pickDimension(random: SeededRandom): Dimension {
  return DIMENSIONS[random.integer(0, DIMENSIONS.length - 1)] as Dimension;
}

export function createFilter(random: SeededRandom, of?: Dimension): AnalyticsFilter {
  const pick = <T>(values: readonly T[]): T => values[random.integer(0, values.length - 1)] as T;
  const dimension = of ?? pickDimension(random);
  const operator: FilterOperator = pick(FILTER_OPERATORS);
  const known = VALUES[dimension] ?? ['Firefox', ''];
  const values = operator === 'matches' ? PATTERNS : operator.includes('contains') ? PARTS : known;
  return { dimension, operator, values: Array.from({ length: random.integer(1, 2) }, () => pick(values)) };
}

export function createPopulation(random: SeededRandom): PopulationQuery {
  const pick = <T>(values: readonly T[]): T => values[random.integer(0, values.length - 1)] as T;
  const filters = Array.from({ length: random.integer(0, 2) }, () => createFilter(random));
  return {
    range: createRange(random),
    timezone: pick(['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe']),
    filters,
    include: EXCLUSIONS.filter(() => random.next() < 0.2),
  };
}

function createRange(random: SeededRandom): BoundRange {
  const day = (n: number) => new Date(startMs + n * DAY_MS).toISOString().slice(0, 10);
  if (random.next() < 0.5) {
    const from = random.integer(-1, DAYS);
    return { from: { day: day(from) }, to: { day: day(from + random.integer(0, DAYS)) } };
  }
  const from = random.integer(0, DAYS * 24 * 60);
  const to = from + random.integer(1, DAYS * 24 * 60);
  const at = (minutes: number) => new Date(startMs + minutes * MINUTE_MS).toISOString().replace('.000Z', '.000000Z');
  return { from: { at: at(from) }, to: { at: at(to) } };
}
