import type { AnalyticsQuestion } from '../../analytics.ts';
import type { Row } from '../connection.ts';
import { toBreakdownSql } from './breakdownSql.ts';
import { placeOf } from './dimensions.ts';
import { toOverviewSql } from './overviewSql.ts';
import type { Parameters } from './parameters.ts';
import type { PopulationParts } from './populationSql.ts';
import { toSummarySql } from './summarySql.ts';
import { isShort, toAllSeriesSql } from './timeseriesSql.ts';

/** Reads the row of a statement about the population. Undefined if there is no statement. */
export type ReadRow = (
  toSql: (parameters: Parameters, parts: PopulationParts) => string | undefined,
) => Promise<Row | undefined>;

type Overview = Extract<AnalyticsQuestion, { kind: 'overview' }>;

/**
 * The row `{population, data}` of an overview. One statement reads what sessions know, if they can answer for their events;
 * each other part is a statement of its own, in the same transaction.
 */
export async function readOverview(
  read: ReadRow,
  { by, sort, limit, interval }: Overview,
  starts: readonly string[],
): Promise<Row> {
  const ofSessions = by.filter((dimension) => placeOf(dimension).of === 'session');
  const shared = isShort(interval)
    ? undefined
    : await read((parameters, parts) => toOverviewSql(parameters, parts, { by: ofSessions, sort, limit, starts }));
  const found = (shared?.breakdowns ?? []) as unknown[];
  const breakdowns: unknown[] = [];
  for (const dimension of by) {
    const place = ofSessions.indexOf(dimension);
    breakdowns.push(
      found[place] ??
        (await read((parameters, parts) => toBreakdownSql(parameters, parts, { by: dimension, sort, limit })))?.data,
    );
  }
  if (shared) {
    const { population, summary, timeseries } = shared;
    return { population, data: { summary, timeseries, breakdowns } };
  }
  const summary = await read(toSummarySql);
  const series = await read((parameters, parts) => toAllSeriesSql(parameters, parts, { interval, starts }));
  return { population: summary?.population, data: { summary: summary?.data, timeseries: series?.data, breakdowns } };
}
