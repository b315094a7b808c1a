import {
  ANALYTICS_ROUTES,
  ATTRIBUTION_MODELS,
  type AttributionData,
  type Revenue,
  SESSION_DIMENSIONS,
} from '@onevault/contract';
import type { AnalyticsQuestion } from '../../../engine/port.ts';
import { parseDurationMs } from '../../../parseDurationMs.ts';
import { readInteger, refuseQuery } from '../../readQuery.ts';
import { readCursor, toCursor } from '../cursor.ts';
import type { QuestionEndpoint } from '../questionEndpoint.ts';
import { readFilters } from '../readFilter.ts';
import { readWord } from '../readRequest.ts';

const LIMIT = { min: 1, max: 1000, fallback: 100 };
const ORDERS = 'orders';
const DEFAULT_LOOKBACK = '30d';
const MAX_LOOKBACK_MS = 366 * 86_400_000;
/** `source` is what most people ask for, so it is the default. */
const BY = ['source', ...SESSION_DIMENSIONS.filter((name) => name !== 'source')] as const;

export const attributionQuestion: QuestionEndpoint = {
  path: ANALYTICS_ROUTES.attribution,
  summary: 'Which sources brought the conversions and the revenue',
  description: 'Needs `conversion`. Each conversion counts for one session: `model` says for which.',
  reply: 'AttributionReplySchema',
  query: [
    {
      name: 'conversion',
      description: 'What counts as a conversion: a filter, such as `event:is:signup`, or `orders`',
      schema: { type: 'string' },
    },
    {
      name: 'model',
      description:
        "`last`: the visitor's latest session that was not direct; `first`: the visitor's first session within `lookback`; `session`: the session of the conversion itself",
      schema: { type: 'string', enum: ATTRIBUTION_MODELS, default: ATTRIBUTION_MODELS[0] },
    },
    { name: 'by', description: 'The dimension of a session', schema: { type: 'string', enum: BY, default: BY[0] } },
    {
      name: 'lookback',
      description: 'How long before a conversion a session may have begun, such as `7d`. At most 366 days',
      schema: { type: 'string', default: DEFAULT_LOOKBACK },
    },
    {
      name: 'limit',
      description: 'How many rows',
      schema: { type: 'integer', minimum: LIMIT.min, maximum: LIMIT.max, default: LIMIT.fallback },
    },
    { name: 'cursor', description: '`next_cursor` of the previous page', schema: { type: 'string' } },
  ],
  isShareable: true,
  read(query) {
    const place = readCursor(query, isAttributionPlace);
    return {
      kind: 'attribution',
      conversion: readConversion(query.get('conversion')),
      model: readWord(query, 'model', ATTRIBUTION_MODELS),
      by: readWord(query, 'by', BY),
      lookbackSeconds: readLookbackMs(query.get('lookback') ?? DEFAULT_LOOKBACK) / 1000,
      limit: readInteger(query, 'limit', LIMIT),
      ...(place && { after: { conversions: place[0], value: place[1] } }),
    };
  },
  toPage(data, question) {
    const { limit } = question as Extract<AnalyticsQuestion, { kind: 'attribution' }>;
    const found = data as AttributionData;
    const rows = found.rows.slice(0, limit);
    const last = rows.at(-1);
    return {
      data: { ...found, rows } satisfies AttributionData,
      next: found.rows.length > rows.length && last ? toCursor([last.conversions, last.value]) : null,
    };
  },
  columns: ['value', 'conversions', 'visitors', 'currency', 'amount', 'orders'],
  // A row a currency, so that every cell is a number.
  toRows: (data) =>
    (data as AttributionData).rows.flatMap(({ value, conversions, visitors, revenue }) =>
      (revenue.length > 0 ? revenue : [{} as Partial<Revenue[number]>]).map((sum) => ({
        value,
        conversions,
        visitors,
        ...sum,
      })),
    ),
};

function readConversion(text: string | null) {
  if (text === null) throw refuseQuery('conversion', 'Field required', 'missing');
  if (text === ORDERS) return ORDERS;
  const [filter] = readFilters([text], 'conversion');
  if (filter === undefined) throw refuseQuery('conversion', 'Field required', 'missing');
  return filter;
}

function readLookbackMs(text: string): number {
  const ms = text.length > 40 ? undefined : parseDurationMs(text);
  if (ms === undefined || ms === 0 || ms > MAX_LOOKBACK_MS) {
    throw refuseQuery('lookback', 'Input should be a time up to 366 days, such as 30d', 'value_error');
  }
  return ms;
}

type AttributionCursor = [conversions: number, value: string | null];

function isAttributionPlace(place: unknown[]): place is AttributionCursor {
  const [conversions, value] = place;
  return (
    place.length === 2 &&
    Number.isSafeInteger(conversions) &&
    (value === null || (typeof value === 'string' && !value.includes('\0')))
  );
}
