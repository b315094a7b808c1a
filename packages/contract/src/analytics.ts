/** Queries of analytics: what a client may ask, and the types of the answers. docs/analytics.md explains each number. */
import type { ImportedHistory } from './history.ts';

/** What an event has. `prop.<name>` is one more: a property of the caller's. */
export const EVENT_DIMENSIONS = ['page', 'hostname', 'event', 'item'] as const;
/** What the session of an event has. */
export const SESSION_DIMENSIONS = [
  'entry_page',
  'exit_page',
  'source',
  'channel',
  'referrer',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'device',
  'browser',
  'os',
  'language',
  'country',
  'screen',
] as const;
export const FILTER_OPERATORS = ['is', 'is_not', 'contains', 'not_contains', 'matches'] as const;
/** What is left out by default, and can be included. An event counts under the first of these that it is. */
export const EXCLUSIONS = ['invalid', 'bots', 'automated', 'internal'] as const;
export const INTERVALS = ['minute', 'hour', 'day', 'week', 'month'] as const;
export const METRICS = [
  'visitors',
  'sessions',
  'page_views',
  'events',
  'views_per_session',
  'bounce_rate',
  'duration_mean_s',
] as const;
export const FUNNEL_ORDERS = ['in_order', 'strict', 'any'] as const;
export const RETENTION_PERIODS = ['day', 'week', 'month'] as const;
/** By what a breakdown can be sorted: the largest first, but values from A to Z. */
export const BREAKDOWN_SORTS = [
  'visitors',
  'sessions',
  'page_views',
  'events',
  'bounce_rate',
  'duration_mean_s',
  'value',
] as const;

export type Dimension = (typeof EVENT_DIMENSIONS)[number] | (typeof SESSION_DIMENSIONS)[number] | `prop.${string}`;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];
export type Exclusion = (typeof EXCLUSIONS)[number];
export type Interval = (typeof INTERVALS)[number];
export type Metric = (typeof METRICS)[number];
export type FunnelOrder = (typeof FUNNEL_ORDERS)[number];
export type RetentionPeriod = (typeof RETENTION_PERIODS)[number];
export type BreakdownSort = (typeof BREAKDOWN_SORTS)[number];

/** What an answer counts, and what it leaves out. */
export interface Population {
  counted: { events: number; sessions: number; visitors: number };
  /** Every rule that is not included, also with 0 events. */
  excluded: { rule: Exclusion | 'set_aside'; events: number; sessions: number }[];
}

/** The range of an answer: `from` included, `to` not. */
export interface AnsweredRange {
  from: string;
  to: string;
}

export interface AnalyticsReply<Data = unknown> {
  status: 'success';
  /** The question as it was understood. */
  query: AnsweredRange & {
    timezone: string;
    filter: string[];
    include: Exclusion[];
    [parameter: string]: unknown;
  };
  population: Population;
  data: Data;
  /** Of a summary or a time series: imported history in or before the range, which is not added. Missing if there is none. */
  imported?: ImportedHistory;
  /** The same for the range of `compare`. */
  comparison?: { query: AnsweredRange; population: Population; data: Data };
  /** The `cursor` of the next page; null after the last. Only for lists. */
  next_cursor?: string | null;
  timestamp: string;
}

/** A rate or a mean is null without sessions. */
export interface SummaryData {
  visitors: number;
  sessions: number;
  page_views: number;
  events: number;
  views_per_session: number | null;
  bounce_rate: number | null;
  duration_mean_s: number | null;
  duration_median_s: number | null;
  /** `currency` is null for orders that name none. */
  revenue: { currency: string | null; amount: number; orders: number }[];
}

/** `at`: the start of the interval. */
export type TimeseriesData = { at: string; value: number }[];

/** `value` is null for events without one. */
export type BreakdownData = {
  value: string | null;
  visitors: number;
  sessions: number;
  page_views: number;
  events: number;
  bounce_rate: number | null;
  duration_mean_s: number | null;
}[];

/** `count`: sessions or visitors that did this step after those before. `rate`: of those that did the first one. */
export type FunnelData = { step: string; count: number; rate: number | null; dropped: number }[];

/** `returned[n]`: visitors of the cohort who came n periods later; `returned[0]` are all of them. */
export type RetentionData = { cohort: string; visitors: number; returned: number[] }[];

/** Who has done something in the last five minutes; each visitor is on the page of the latest event. */
export interface LiveData {
  visitors: number;
  sessions: number;
  page_views: number;
  pages: { page: string | null; visitors: number }[];
}

export interface SessionRow {
  session_id: string;
  visitor_id: string | null;
  started_at: string;
  ended_at: string;
  duration_s: number;
  events: number;
  page_views: number;
  is_bounce: boolean;
  entry_page: string | null;
  exit_page: string | null;
  source: string | null;
  channel: string | null;
  referrer: string | null;
  utm_campaign: string | null;
  device: string | null;
  browser: string | null;
  os: string | null;
  language: string | null;
  country: string | null;
}

/** Newest first. */
export type SessionsData = SessionRow[];

/** One event of a timeline. `excluded`: the rule that leaves it out of other answers. */
export interface TimelineEvent {
  at: string;
  event: string | null;
  page: string | null;
  hostname: string | null;
  items: string[];
  properties: Record<string, unknown>;
  excluded: Exclusion | null;
}

export interface SessionTimelineData {
  session: SessionRow;
  /** The first 1,000, oldest first. */
  events: TimelineEvent[];
}

export interface VisitorTimelineData {
  visitor_id: string;
  first_seen_at: string;
  last_seen_at: string;
  /** The latest 100, newest first. */
  sessions: SessionRow[];
  /** The latest 1,000, newest first. */
  events: TimelineEvent[];
}
