import type { BreakdownData, ReportDimension, ReportNumbers, ReportSubject, SummaryData } from '@onevault/contract';
import { escapeControls } from '../escapeControls.ts';

/** A report as texts in tables: what the HTML and the plain text of an e-mail have in common. */
export interface ReportSections {
  title: string;
  /** The days, with the time zone. */
  days: string;
  /** One line for the subject and the preview of a mail program. */
  headline: string;
  metrics: { name: string; value: string; change: string }[];
  /** Visitors of each day; `share` of the best day. */
  daily: { day: string; visitors: string; share: number }[];
  lists: {
    title: string;
    columns: [string, string, string];
    rows: { cells: [string, string, string]; share: number }[];
  }[];
  leftOut: string[];
}

export interface ReportAbout extends ReportSubject {
  customer_id: string;
  /** Of the schedule; none for a file. */
  name?: string;
}

const MAX_VALUE_LENGTH = 120;
const count = new Intl.NumberFormat('en');
const decimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const change = new Intl.NumberFormat('en', { maximumFractionDigits: 1, signDisplay: 'exceptZero' });

const LISTS: Record<
  ReportDimension,
  { title: string; of: string; metrics: ['visitors' | 'events', 'page_views' | 'sessions' | 'visitors'] }
> = {
  page: { title: 'Top pages', of: 'Page', metrics: ['visitors', 'page_views'] },
  source: { title: 'Sources', of: 'Source', metrics: ['visitors', 'sessions'] },
  country: { title: 'Countries', of: 'Country', metrics: ['visitors', 'sessions'] },
  device: { title: 'Devices', of: 'Device', metrics: ['visitors', 'sessions'] },
  event: { title: 'Events', of: 'Event', metrics: ['events', 'visitors'] },
};
const COLUMNS = { visitors: 'Visitors', sessions: 'Sessions', page_views: 'Views', events: 'Events' };
const NO_VALUE: Record<ReportDimension, string> = {
  page: '(no page)',
  source: 'Direct, or unknown',
  country: 'Unknown',
  device: 'Unknown',
  event: '(no name)',
};
const RULES: Record<string, string> = {
  invalid: 'failed a check',
  bots: 'came from bots',
  automated: 'came from browsers that a program drives',
  internal: 'came from your own people',
  set_aside: 'wait to be processed again',
};

export function toReportSections(about: ReportAbout, numbers: ReportNumbers): ReportSections {
  const { summary, before } = numbers;
  const most = Math.max(1, ...numbers.days.map(({ value }) => value));
  const visitors = toChange(summary.visitors, before.visitors);
  return {
    title: about.period === 'week' ? 'Weekly report' : 'Monthly report',
    days: `${toDays(about)} (${about.timezone})`,
    headline: `${count.format(summary.visitors)} ${summary.visitors === 1 ? 'visitor' : 'visitors'} (${visitors})`,
    metrics: toMetrics(summary, before),
    daily: numbers.days.map(({ at, value }) => ({
      day: new Intl.DateTimeFormat('en-GB', {
        timeZone: about.timezone,
        weekday: 'short',
        day: 'numeric',
        month: 'short',
      }).format(Date.parse(at)),
      visitors: count.format(value),
      share: value / most,
    })),
    lists: numbers.breakdowns.map(({ by, rows }) => toList(by, rows)),
    leftOut: numbers.population.excluded
      .filter(({ events }) => events > 0)
      .map(({ rule, events }) => `${toEvents(events)} ${RULES[rule] ?? rule}`),
  };
}

/** `23–29 November 2026`, or `November 2026`. */
export function toDays({ period, from, to }: ReportSubject): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    ...(period === 'week' && { day: 'numeric' }),
    month: 'long',
    year: 'numeric',
  });
  if (period === 'month') return format.format(Date.parse(from));
  // Versions of ICU put different spaces around the dash.
  return format.formatRange(Date.parse(from), Date.parse(to)).replace(/[\s\u2009]*–[\s\u2009]*/, '–');
}

function toMetrics(now: SummaryData, before: SummaryData): ReportSections['metrics'] {
  const counted = (name: string, key: 'visitors' | 'sessions' | 'page_views' | 'events') => ({
    name,
    value: count.format(now[key]),
    change: toChange(now[key], before[key]),
  });
  const orders = now.revenue.map(({ currency, amount, orders: number }) => ({
    name: currency === null ? 'Revenue' : `Revenue in ${toText(currency)}`,
    value: `${new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(amount)} (${count.format(number)} ${number === 1 ? 'order' : 'orders'})`,
    change: toChange(amount, before.revenue.find((one) => one.currency === currency)?.amount ?? 0),
  }));
  return [
    counted('Visitors', 'visitors'),
    counted('Sessions', 'sessions'),
    counted('Page views', 'page_views'),
    counted('Events', 'events'),
    {
      name: 'Bounce rate',
      value: now.bounce_rate === null ? '–' : `${decimal.format(100 * now.bounce_rate)} %`,
      change:
        now.bounce_rate === null || before.bounce_rate === null ? '–' : toPoints(now.bounce_rate - before.bounce_rate),
    },
    {
      name: 'Mean duration of a session',
      value: now.duration_mean_s === null ? '–' : toDuration(now.duration_mean_s),
      change:
        now.duration_mean_s === null || before.duration_mean_s === null
          ? '–'
          : toChange(now.duration_mean_s, before.duration_mean_s),
    },
    ...orders,
  ];
}

function toList(by: ReportDimension, rows: BreakdownData): ReportSections['lists'][number] {
  const { title, of, metrics } = LISTS[by];
  const [first, second] = metrics;
  const most = Math.max(1, ...rows.map((row) => row[first]));
  return {
    title,
    columns: [of, COLUMNS[first], COLUMNS[second]],
    rows: rows.map((row) => ({
      cells: [toName(by, row.value), count.format(row[first]), count.format(row[second])],
      share: row[first] / most,
    })),
  };
}

function toName(by: ReportDimension, value: string | null): string {
  if (value === null || value === '') return NO_VALUE[by];
  if (by !== 'country' || !/^[A-Z]{2}$/.test(value)) return toText(value);
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'code' }).of(value) ?? value;
}

/** A text of a visitor: it ends no line, and reverses nothing. */
function toText(value: string): string {
  return escapeControls(value, MAX_VALUE_LENGTH);
}

function toChange(now: number, before: number): string {
  if (before === 0) return now === 0 ? 'no change' : 'none before';
  const percent = (100 * (now - before)) / Math.abs(before);
  return Math.abs(percent) < 0.05 ? 'no change' : `${change.format(percent)} %`;
}

/** The difference of two shares. */
function toPoints(share: number): string {
  return Math.abs(share) < 0.0005 ? 'no change' : `${change.format(100 * share)} points`;
}

function toDuration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function toEvents(events: number): string {
  return `${count.format(events)} ${events === 1 ? 'event' : 'events'}`;
}
