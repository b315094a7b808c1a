import { ANALYTICS_ROUTES, INTERVALS, type Interval, METRICS } from '@onevault/contract';
import type { BoundRange } from '../../../engine/port.ts';
import { refuseQuery } from '../../readQuery.ts';
import type { QuestionEndpoint } from '../questionEndpoint.ts';
import { toDays } from '../readRange.ts';
import { readWord } from '../readRequest.ts';

/** A minute for a week, an hour for a year. */
const MAX_POINTS = 10_080;
const POINTS_A_DAY = { minute: 1440, hour: 24, day: 1, week: 1 / 7, month: 1 / 30 };

export const INTERVAL_DOC = {
  name: 'interval',
  description: `The length of an interval; a week begins on Monday. At most ${MAX_POINTS} intervals`,
  schema: { type: 'string', enum: INTERVALS, default: 'day' },
};

/** A day by default. Throws a `Refusal` (422) for one that is too short for the range. */
export function readInterval(query: URLSearchParams, range: BoundRange): Interval {
  const interval = query.has('interval') ? readWord(query, 'interval', INTERVALS) : 'day';
  if (toDays(range) * POINTS_A_DAY[interval] > MAX_POINTS) {
    throw refuseQuery('interval', `The range would have more than ${MAX_POINTS} intervals`, 'value_error');
  }
  return interval;
}

export const timeseriesQuestion: QuestionEndpoint = {
  path: ANALYTICS_ROUTES.timeseries,
  summary: 'One metric for each interval of the range',
  reply: 'TimeseriesReplySchema',
  isShareable: true,
  hasAnnotations: true,
  query: [
    {
      name: 'metric',
      description: 'What is counted',
      schema: { type: 'string', enum: METRICS, default: METRICS[0] },
    },
    INTERVAL_DOC,
    {
      name: 'annotations',
      description: '`true` adds the annotations of the range, newest first, at most 1,000',
      schema: { type: 'boolean', default: false },
    },
  ],
  read(query, { population: { range } }) {
    return { kind: 'timeseries', metric: readWord(query, 'metric', METRICS), interval: readInterval(query, range) };
  },
  columns: ['at', 'value'],
};
