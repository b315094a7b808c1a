import type { ReportPeriod, ReportSubject } from '@onevault/contract';
import { addDays, toLocalDay } from '../calendarDay.ts';

/** Which report it is: about the period of the day `of`, by default the last whole one; null if it is not over yet. */
export function toReportSubject(
  { period, timezone, of }: { period: ReportPeriod; timezone: string; of?: string | undefined },
  nowMs: number,
): ReportSubject | null {
  const current = startOf(period, toLocalDay(nowMs, timezone));
  const from = of === undefined ? shift(period, current, -1) : startOf(period, of);
  return from >= current ? null : { period, timezone, from, to: addDays(shift(period, from, 1), -1) };
}

/** The first and the last day of the period before. */
export function toPeriodBefore({ period, from }: Pick<ReportSubject, 'period' | 'from'>): { from: string; to: string } {
  return { from: shift(period, from, -1), to: addDays(from, -1) };
}

/** A week begins on Monday. */
function startOf(period: ReportPeriod, day: string): string {
  if (period === 'month') return `${day.slice(0, 'yyyy-mm'.length)}-01`;
  return addDays(day, -((new Date(day).getUTCDay() + 6) % 7));
}

function shift(period: ReportPeriod, start: string, periods: number): string {
  if (period === 'week') return addDays(start, 7 * periods);
  const date = new Date(start);
  date.setUTCMonth(date.getUTCMonth() + periods);
  return date.toISOString().slice(0, 'yyyy-mm-dd'.length);
}
