import {
  ANALYTICS_ROUTES,
  BREAKDOWN_SORTS,
  type BreakdownData,
  type Dimension,
  METRICS,
  type OverviewData,
} from '@onevault/contract';
import type { AnalyticsQuestion } from '../../../engine/port.ts';
import { readInteger, refuseQuery } from '../../readQuery.ts';
import type { QuestionEndpoint } from '../questionEndpoint.ts';
import { readDimension } from '../readFilter.ts';
import { readWord } from '../readRequest.ts';
import { DIMENSIONS_DOC } from './breakdownQuestion.ts';
import { INTERVAL_DOC, readInterval } from './timeseriesQuestion.ts';

const MAX_BREAKDOWNS = 10;
const LIMIT = { min: 1, max: 200, fallback: 10 };

/** One reading of the sessions answers what a dashboard shows first; asked one by one, each question reads them again. */
export const overviewQuestion: QuestionEndpoint = {
  path: ANALYTICS_ROUTES.overview,
  summary: 'The summary, every metric for each interval, and several breakdowns',
  description: `In one answer, and faster than one by one: breakdowns by what a session has, and a curve of days or longer intervals, come from the same reading. Up to ${MAX_BREAKDOWNS} \`by\`: ${DIMENSIONS_DOC}.`,
  reply: 'OverviewReplySchema',
  isShareable: true,
  query: [
    {
      name: 'by',
      description: 'The dimension of a breakdown; repeatable',
      schema: { type: 'array', items: { type: 'string' }, maxItems: MAX_BREAKDOWNS },
    },
    {
      name: 'sort',
      description: 'How the rows of each breakdown are sorted',
      schema: { type: 'string', enum: BREAKDOWN_SORTS, default: BREAKDOWN_SORTS[0] },
    },
    {
      name: 'limit',
      description: 'How many rows of each breakdown; `breakdown` has the others',
      schema: { type: 'integer', minimum: LIMIT.min, maximum: LIMIT.max, default: LIMIT.fallback },
    },
    INTERVAL_DOC,
  ],
  read(query, { population: { range } }) {
    const by = query.getAll('by');
    if (by.length > MAX_BREAKDOWNS) {
      throw refuseQuery('by', `There should be at most ${MAX_BREAKDOWNS}, and not ${by.length}`, 'value_error');
    }
    if (new Set(by).size < by.length) throw refuseQuery('by', 'Each dimension may be given once', 'value_error');
    return {
      kind: 'overview',
      interval: readInterval(query, range),
      by: by.map((text) => readDimension(text, 'by')),
      sort: readWord(query, 'sort', BREAKDOWN_SORTS),
      limit: readInteger(query, 'limit', LIMIT),
    };
  },
  toPage(data, question) {
    const { by, limit } = question as Extract<AnalyticsQuestion, { kind: 'overview' }>;
    // The engine returns one row more than the limit if there are more.
    const { breakdowns, ...rest } = data as Omit<OverviewData, 'breakdowns'> & { breakdowns: BreakdownData[] };
    return {
      data: {
        ...rest,
        breakdowns: breakdowns.map((rows, n) => ({
          by: by[n] as Dimension,
          rows: rows.slice(0, limit),
          more: rows.length > limit,
        })),
      } satisfies OverviewData,
    };
  },
  columns: ['part', 'value', ...METRICS, 'currency', 'revenue', 'orders'],
  toRows(data) {
    const { summary, timeseries, breakdowns } = data as OverviewData;
    return [
      { part: 'summary', ...summary, revenue: undefined },
      ...summary.revenue.map(({ currency, amount, orders }) => ({
        part: 'revenue',
        currency,
        revenue: amount,
        orders,
      })),
      ...timeseries.map(({ at, ...metrics }) => ({ part: 'timeseries', value: at, ...metrics })),
      ...breakdowns.flatMap(({ by, rows }) => rows.map((row) => ({ part: by, ...row }))),
    ];
  },
};
