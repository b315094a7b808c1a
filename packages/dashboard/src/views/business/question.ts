/** What is asked: range, comparison, time zone, filters and inclusions. All of it is in the address of the page. */
import { ANALYTICS_ROUTES, EXCLUSIONS } from '@onevault/contract';
import { addDays, localTimeZone, toDay } from '../../days.ts';
import { navigate, path, query } from '../../frame/router.ts';

export const PERIODS = [
  'today',
  'yesterday',
  '7d',
  '30d',
  '90d',
  'month',
  'last_month',
  'year',
  '12m',
  'custom',
] as const;
export type Period = (typeof PERIODS)[number];
export const COMPARISONS = ['', 'previous', 'year'] as const;
export const INTERVALS_SHOWN = ['hour', 'day', 'week', 'month'] as const;

export interface Question {
  period: Period;
  /** Days, both included. */
  from: string;
  to: string;
  timezone: string;
  compare: string;
  filters: string[];
  include: string[];
  /** The name of a saved segment, or nothing. */
  segment: string;
}

type Changes = Record<string, string | string[] | null>;
type QuestionName = keyof typeof ANALYTICS_ROUTES;

const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;
/** Parameters of every question, so that a link to another part of the view keeps them. */
const SHARED = ['period', 'from', 'to', 'timezone', 'compare', 'filter', 'include', 'segment'];

export function readQuestion(given: URLSearchParams, nowMs = Date.now()): Question {
  const timezone = readTimeZone(given.get('timezone'));
  const from = given.get('from') ?? '';
  const to = given.get('to') ?? '';
  const isCustom = isDay(from) && isDay(to) && from <= to;
  const named = PERIODS.find((known) => known === given.get('period') && known !== 'custom') ?? '30d';
  return {
    period: isCustom ? 'custom' : named,
    ...(isCustom ? { from, to } : toDays(named, toDay(nowMs, timezone))),
    timezone,
    compare: COMPARISONS.find((known) => known === given.get('compare')) ?? '',
    filters: given.getAll('filter'),
    include: EXCLUSIONS.filter((rule) => given.getAll('include').includes(rule)),
    segment: given.get('segment') ?? '',
  };
}

/** The address of this page with other parameters; null takes one away. `part`: a part of the view, such as `/funnel`. */
export function toHref(changes: Changes, part?: string): string {
  const next = new URLSearchParams(
    part === undefined ? query.value : [...query.value].filter(([name]) => SHARED.includes(name)),
  );
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    for (const one of value === null || value === '' ? [] : [value].flat()) next.append(name, one);
  }
  const text = next.toString();
  return `${part === undefined ? path.value : `/business${part}`}${text && `?${text}`}`;
}

export const change = (changes: Changes, options?: { replace: boolean }): void => navigate(toHref(changes), options);

/** The path of a question to the server. */
export function toQuestionPath(
  name: QuestionName,
  question: Question,
  own: Record<string, string | string[]> = {},
): string {
  return `${ANALYTICS_ROUTES[name]}?${toParameters(question, own)}`;
}

/** `compare` is given by the caller, because only some answers show it. */
export function toParameters(
  { from, to, timezone, filters, include, segment }: Question,
  own: Record<string, string | string[]> = {},
): URLSearchParams {
  const parameters = new URLSearchParams({ from, to, timezone, ...(segment && { segment }) });
  for (const filter of filters) parameters.append('filter', filter);
  for (const rule of include) parameters.append('include', rule);
  for (const [name, value] of Object.entries(own)) {
    for (const one of value === '' ? [] : [value].flat()) parameters.append(name, one);
  }
  return parameters;
}

/** About as many points as a curve can show. */
export function toInterval({ from, to }: Question, wanted: string | null): (typeof INTERVALS_SHOWN)[number] {
  const days = countDays(from, to);
  const chosen = INTERVALS_SHOWN.find((known) => known === wanted);
  if (chosen && !(chosen === 'hour' && days > 31)) return chosen;
  if (days <= 2) return 'hour';
  return days <= 92 ? 'day' : days <= 732 ? 'week' : 'month';
}

const countDays = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;

/** A range that ends on the same day and is a quarter as long. */
export function toShorter({ from, to }: Question): { from: string; to: string } {
  return { from: addDays(to, 1 - Math.max(1, Math.floor(countDays(from, to) / 4))), to };
}

function toDays(period: Period, today: string): { from: string; to: string } {
  const lastMonthEnd = addDays(`${today.slice(0, 8)}01`, -1);
  switch (period) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case 'month':
      return { from: `${today.slice(0, 8)}01`, to: today };
    case 'last_month':
      return { from: `${lastMonthEnd.slice(0, 8)}01`, to: lastMonthEnd };
    case 'year':
      return { from: `${today.slice(0, 5)}01-01`, to: today };
    case '12m':
      return { from: addDays(today, -364), to: today };
    default:
      return { from: addDays(today, 1 - Number.parseInt(period, 10)), to: today };
  }
}

function isDay(text: string): boolean {
  // A day that is none, such as 30 February, would be read as another.
  return DAY.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;
}

function readTimeZone(given: string | null): string {
  try {
    if (given && /^[A-Za-z]/.test(given)) return new Intl.DateTimeFormat('en', { timeZone: given }) && given;
  } catch {
    // A name that the browser does not know: the reader's own zone is a better answer than an error.
  }
  return localTimeZone();
}
