import {
  type BreakdownData,
  REPORT_DIMENSIONS,
  type ReportNumbers,
  type ReportSubject,
  type SummaryData,
  type TimeseriesData,
} from '@onevault/contract';
import type { AnalyticsAnswer, AnalyticsQuestion, BoundRange, Operations } from '../engine/port.ts';
import { toPeriodBefore } from './reportSubject.ts';

/** Reads the numbers of a report. */
export type ReadReport = (customerId: string, subject: ReportSubject) => Promise<ReportNumbers>;

const ROWS = 10;
/** The recipients of a report get theirs one after the other, from the same numbers. */
const KEPT_MS = 60_000;

/**
 * Makes the function that reads the numbers of a report: with the questions that the endpoints of analytics ask, so that
 * both say the same. One question after the other, so that a report is no burden.
 */
export function createReadReport(analytics: Operations['analytics']): ReadReport {
  const kept = new Map<string, Promise<ReportNumbers>>();
  return (customerId, subject) => {
    const key = JSON.stringify([customerId, subject.period, subject.timezone, subject.from, subject.to]);
    const known = kept.get(key);
    if (known) return known;
    const reading = read(analytics, customerId, subject);
    kept.set(key, reading);
    const forget = () => void kept.delete(key);
    reading.then(() => setTimeout(forget, KEPT_MS).unref(), forget);
    return reading;
  };
}

async function read(
  analytics: Operations['analytics'],
  customerId: string,
  subject: ReportSubject,
): Promise<ReportNumbers> {
  const ask = (question: AnalyticsQuestion, compare?: BoundRange): Promise<AnalyticsAnswer> =>
    analytics(customerId, {
      population: { range: toRange(subject), timezone: subject.timezone, filters: [], include: [] },
      question,
      ...(compare && { compare }),
    });
  const summary = await ask({ kind: 'summary' }, toRange(toPeriodBefore(subject)));
  const days = await ask({ kind: 'timeseries', metric: 'visitors', interval: 'day' });
  const breakdowns: ReportNumbers['breakdowns'] = [];
  for (const by of REPORT_DIMENSIONS) {
    const sort = by === 'event' ? 'events' : 'visitors';
    const { data } = await ask({ kind: 'breakdown', by, sort, limit: ROWS });
    // The engine returns one row more than the limit if there are more.
    breakdowns.push({ by, rows: (data as BreakdownData).slice(0, ROWS) });
  }
  return {
    range: summary.range,
    population: summary.population,
    summary: summary.data as SummaryData,
    before: summary.comparison?.data as SummaryData,
    days: days.data as TimeseriesData,
    breakdowns,
  };
}

function toRange({ from, to }: { from: string; to: string }): BoundRange {
  return { from: { day: from }, to: { day: to } };
}
