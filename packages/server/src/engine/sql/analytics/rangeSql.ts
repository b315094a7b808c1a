import { addDays } from '../../../calendarDay.ts';
import type { Bound, BoundRange } from '../../analytics.ts';
import type { Parameters } from './parameters.ts';

const DAY_MS = 86_400_000;

/** SQL for the two ends of a range. */
export interface RangeSql {
  from: string;
  to: string;
}

/** A day begins at midnight in the time zone, and as the end of a range it is included. */
export function toRangeSql(parameters: Parameters, { from, to }: BoundRange, timezone: string): RangeSql {
  const toSql = (bound: Bound, days: number): string =>
    'day' in bound
      ? `(${parameters.bind(bound.day, 'date')} + ${days})::timestamp at time zone ${parameters.bind(timezone, 'text')}`
      : parameters.bind(bound.at, 'timestamptz');
  return { from: toSql(from, 0), to: toSql(to, 1) };
}

/** The range that an answer is compared with. */
export function toComparedSql(
  parameters: Parameters,
  range: BoundRange,
  timezone: string,
  compare: 'previous' | 'year' | BoundRange,
): RangeSql {
  if (typeof compare === 'object') return toRangeSql(parameters, compare, timezone);
  const { from, to } = range;
  // Days before, whatever the clock did between them.
  if (compare === 'previous' && 'day' in from && 'day' in to) {
    const days = (Date.parse(to.day) - Date.parse(from.day)) / DAY_MS + 1;
    return toRangeSql(
      parameters,
      { from: { day: addDays(from.day, -days) }, to: { day: addDays(from.day, -1) } },
      timezone,
    );
  }
  const now = toRangeSql(parameters, range, timezone);
  if (compare === 'previous') return { from: `${now.from} - (${now.to} - ${now.from})`, to: now.from };
  const zone = parameters.bind(timezone, 'text');
  const yearBefore = (time: string) => `((${time}) at time zone ${zone} - interval '1 year') at time zone ${zone}`;
  return { from: yearBefore(now.from), to: yearBefore(now.to) };
}
