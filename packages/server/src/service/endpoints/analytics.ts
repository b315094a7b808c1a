import {
  type AnalyticsReply,
  BREAKDOWN_SORTS,
  type BreakdownData,
  type BreakdownSort,
  EVENT_DIMENSIONS,
  INTERVALS,
  METRICS,
  ROUTES,
  SESSION_DIMENSIONS,
  type SummaryData,
} from '@onevault/contract';
import { type AnalyticsQuestion, type AnalyticsRequest, UnknownTimeZone } from '../../engine/port.ts';
import { csvReply, wantsCsv } from '../analytics/csv.ts';
import { readCursor, toCursor } from '../analytics/cursor.ts';
import { readDimension } from '../analytics/readFilter.ts';
import { toDays, unknownTimeZone } from '../analytics/readRange.ts';
import { readRequest, readWord, SHARED_DOC } from '../analytics/readRequest.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, type EndpointDoc, ok, type SchemaName, timestamp } from '../endpoint.ts';
import { readInteger, refuseQuery } from '../readQuery.ts';
import { requireOperations } from '../requireOperations.ts';

/** One question over HTTP. */
interface QuestionEndpoint {
  path: string;
  summary: string;
  description?: string;
  reply: SchemaName;
  /** Parameters of its own. */
  query: NonNullable<EndpointDoc['query']>;
  read(query: URLSearchParams, request: Omit<AnalyticsRequest, 'question'>): AnalyticsQuestion;
  /** The columns of a row as CSV. */
  columns: readonly string[];
  /** The rows of an answer as CSV. Default: `data`. */
  toRows?(data: unknown): object[];
}

const TAG = {
  name: 'Analytics',
  description:
    'Counts visitors, sessions and events. Every answer says what it counted and what it left out. Needs a full key.',
};
const LIMIT = { min: 1, max: 1000, fallback: 100 };
/** A minute for a week, an hour for a year. */
const MAX_POINTS = 10_080;
const POINTS_A_DAY = { minute: 1440, hour: 24, day: 1, week: 1 / 7, month: 1 / 30 };
const DIMENSIONS = [...EVENT_DIMENSIONS, ...SESSION_DIMENSIONS];

export function analyticsEndpoints(context: ServiceContext): Endpoint[] {
  return QUESTIONS.map((question) => toEndpoint(context, question));
}

const QUESTIONS: QuestionEndpoint[] = [
  {
    path: ROUTES.analyticsSummary,
    summary: 'How many came, what they did, and the revenue',
    reply: 'SummaryReplySchema',
    query: [],
    read: () => ({ kind: 'summary' }),
    columns: ['metric', 'currency', 'value'],
    toRows(data) {
      const { revenue, ...metrics } = data as SummaryData;
      return [
        ...Object.entries(metrics).map(([metric, value]) => ({ metric, value })),
        ...revenue.flatMap(({ currency, amount, orders }) => [
          { metric: 'revenue', currency, value: amount },
          { metric: 'orders', currency, value: orders },
        ]),
      ];
    },
  },
  {
    path: ROUTES.analyticsTimeseries,
    summary: 'One metric for each interval of the range',
    reply: 'TimeseriesReplySchema',
    query: [
      {
        name: 'metric',
        description: 'What is counted',
        schema: { type: 'string', enum: METRICS, default: METRICS[0] },
      },
      {
        name: 'interval',
        description: `The length of an interval; a week begins on Monday. At most ${MAX_POINTS} intervals`,
        schema: { type: 'string', enum: INTERVALS, default: 'day' },
      },
    ],
    read(query, { population: { range } }) {
      const interval = query.has('interval') ? readWord(query, 'interval', INTERVALS) : 'day';
      if (toDays(range) * POINTS_A_DAY[interval] > MAX_POINTS) {
        throw refuseQuery('interval', `The range would have more than ${MAX_POINTS} intervals`, 'value_error');
      }
      return { kind: 'timeseries', metric: readWord(query, 'metric', METRICS), interval };
    },
    columns: ['at', 'value'],
  },
  {
    path: ROUTES.analyticsBreakdown,
    summary: 'Every metric for each value of a dimension',
    description: `Needs \`by\`: ${DIMENSIONS.map((name) => `\`${name}\``).join(', ')} or \`prop.<name>\`.`,
    reply: 'BreakdownReplySchema',
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
      const after = readCursor(query);
      return {
        kind: 'breakdown',
        by: readDimension(by, 'by'),
        sort: readWord(query, 'sort', BREAKDOWN_SORTS),
        limit: readInteger(query, 'limit', LIMIT),
        ...(after && { after }),
      };
    },
    columns: ['value', 'visitors', 'sessions', 'page_views', 'events', 'bounce_rate', 'duration_mean_s'],
  },
];

function toEndpoint({ engine }: ServiceContext, one: QuestionEndpoint): Endpoint {
  return {
    method: 'GET',
    path: one.path,
    access: 'secret',
    doc: {
      summary: one.summary,
      tag: TAG,
      description: [one.description, 'With `Accept: text/csv` the rows of `data` as CSV.'].filter(Boolean).join(' '),
      query: [...SHARED_DOC, ...one.query],
      reply: [one.reply],
      errors: [501],
    },
    async handle({ query, accept }, { customerId }) {
      const shared = readRequest(
        query,
        one.query.map(({ name }) => name),
        Date.now(),
      );
      const question = one.read(query, shared);
      const answer = await requireOperations(engine, 'Analytics')
        .analytics(customerId, { ...shared, question })
        .catch((error: unknown) => {
          throw error instanceof UnknownTimeZone ? unknownTimeZone() : error;
        });
      const { data, next } = toPage(question, answer.data);
      const compared = answer.comparison && toPage(question, answer.comparison.data).data;
      if (wantsCsv(accept)) {
        const toRows = one.toRows ?? ((rows: unknown) => rows as object[]);
        return csvReply(one.columns, toRows(data), answer.comparison && toRows(compared));
      }
      return ok({
        status: 'success',
        query: {
          ...answer.range,
          timezone: shared.population.timezone,
          filter: query.getAll('filter'),
          include: [...shared.population.include],
          ...Object.fromEntries(
            one.query.map(({ name }) => [name, query.get(name)]).filter(([, value]) => value !== null),
          ),
        },
        population: answer.population,
        data,
        ...(answer.comparison && {
          comparison: { query: answer.comparison.range, population: answer.comparison.population, data: compared },
        }),
        ...(next !== undefined && { next_cursor: next }),
        timestamp: timestamp(),
      } satisfies AnalyticsReply);
    },
  };
}

/** The engine returns one row more than the limit if there are more. */
function toPage(question: AnalyticsQuestion, data: unknown): { data: unknown; next?: string | null } {
  if (question.kind !== 'breakdown') return { data };
  const rows = data as BreakdownData;
  const page = rows.slice(0, question.limit);
  const last = page.at(-1);
  return { data: page, next: rows.length > page.length && last ? toCursor(toPlace(question.sort, last)) : null };
}

function toPlace(sort: BreakdownSort, row: BreakdownData[number]) {
  return { metric: sort === 'value' ? null : row[sort], value: row.value };
}
