import type { ReportPeriod, ReportSubject } from '@onevault/contract';

const DAY_MS = 86_400_000;

/** Which report it is: about the period of the day `of`, by default the last whole one; null if it is not over yet. */
export function toReportSubject(
  { period, timezone, of }: { period: ReportPeriod; timezone: string; of?: string | undefined },
  nowMs: number,
): ReportSubject | null {
  const current = startOf(period, toDay(nowMs, timezone));
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
  return toIsoDay(date.getTime());
}

function addDays(day: string, days: number): string {
  return toIsoDay(Date.parse(day) + days * DAY_MS);
}

function toIsoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

/** The date in a time zone. */
function toDay(ms: number, timezone: string): string {
  // Swedish dates are ISO 8601.
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(ms);
}
