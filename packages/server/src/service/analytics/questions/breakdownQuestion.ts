import {
  ANALYTICS_ROUTES,
  BREAKDOWN_SORTS,
  type BreakdownData,
  EVENT_DIMENSIONS,
  SESSION_DIMENSIONS,
} from '@onevault/contract';
import type { AnalyticsQuestion } from '../../../engine/port.ts';
import { readInteger, refuseQuery } from '../../readQuery.ts';
import { readCursor, toCursor } from '../cursor.ts';
import type { QuestionEndpoint } from '../questionEndpoint.ts';
import { readDimension } from '../readFilter.ts';
import { readWord } from '../readRequest.ts';

const LIMIT = { min: 1, max: 1000, fallback: 100 };
/** The names of all dimensions, for the documentation. */
export const DIMENSIONS_DOC = `${[...EVENT_DIMENSIONS, ...SESSION_DIMENSIONS].map((name) => `\`${name}\``).join(', ')} or \`prop.<name>\``;

export const breakdownQuestion: QuestionEndpoint = {
  path: ANALYTICS_ROUTES.breakdown,
  summary: 'Every metric for each value of a dimension',
  description: `Needs \`by\`: ${DIMENSIONS_DOC}.`,
  reply: 'BreakdownReplySchema',
  isShareable: true,
  query: [
    { name: 'by', description: 'The dimension', schema: { type: 'string' } },
    {
      name: 'sort',
      description: 'The largest first, then by value; `value`: from A to Z',
      schema: { type: 'string', enum: BREAKDOWN_SORTS, default: BREAKDOWN_SORTS[0] },
    },
    {
      name: 'limit',
      description: 'How many rows',
      schema: { type: 'integer', minimum: LIMIT.min, maximum: LIMIT.max, default: LIMIT.fallback },
    },
    { name: 'cursor', description: '`next_cursor` of the previous page', schema: { type: 'string' } },
  ],
  read(query) {
    const by = query.get('by');
    if (by === null) throw refuseQuery('by', 'Field required', 'missing');
    const place = readCursor(query, isBreakdownPlace);
    return {
      kind: 'breakdown',
      by: readDimension(by, 'by'),
      sort: readWord(query, 'sort', BREAKDOWN_SORTS),
      limit: readInteger(query, 'limit', LIMIT),
      ...(place && { after: { metric: place[0], value: place[1] } }),
    };
  },
  toPage(data, question) {
    const { sort, limit } = question as Extract<AnalyticsQuestion, { kind: 'breakdown' }>;
    // The engine returns one row more than the limit if there are more.
    const rows = data as BreakdownData;
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next =
      rows.length > page.length && last ? toCursor([sort === 'value' ? null : last[sort], last.value]) : null;
    return { data: page, next };
  },
  columns: ['value', 'visitors', 'sessions', 'page_views', 'events', 'bounce_rate', 'duration_mean_s'],
};

type BreakdownCursor = [metric: number | null, value: string | null];

function isBreakdownPlace(place: unknown[]): place is BreakdownCursor {
  const [metric, value] = place;
  return (
    place.length === 2 &&
    (metric === null || (typeof metric === 'number' && Number.isFinite(metric))) &&
    (value === null || (typeof value === 'string' && !value.includes('\0')))
  );
}
