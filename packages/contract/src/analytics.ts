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
/** What is a step of a path: a page view; a page view or action by its event type; a page view by its page and an action by its type. */
export const PATHS_BY = ['page', 'event', 'both'] as const;
/** Which session gets a conversion: the visitor's first, the last with a source, or the one in which it happened. */
export const ATTRIBUTION_MODELS = ['last', 'first', 'session'] as const;
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
export type PathsBy = (typeof PATHS_BY)[number];
export type AttributionModel = (typeof ATTRIBUTION_MODELS)[number];
export type SessionDimension = (typeof SESSION_DIMENSIONS)[number];
export type BreakdownSort = (typeof BREAKDOWN_SORTS)[number];

/** What an answer counts, and what it leaves out. */
export interface Population {
  counted: { events: number; sessions: number; visitors: number };
  /** Every rule that is not included, also with 0 events. */
  excluded: { rule: Exclusion | 'set_aside'; events: number; sessions: number }[];
  /** False while the server still prepares earlier events for analytics, after an upgrade from a version without it. */
  complete: boolean;
  /** When not complete: of the events that arrived from `arrived_from` (null: the first) to before `arrived_to` some may be missing. */
  missing?: { arrived_from: string | null; arrived_to: string };
}

/** The range of an answer: `from` included, `to` not. */
export interface AnsweredRange {
  from: string;
  to: string;
}

/** What happened when, beside a time series: docs/saved.md. */
export interface Annotation {
  annotation_id: string;
  kind: 'note' | 'deployment';
  at: string;
  /** Null for a moment. */
  until: string | null;
  text: string;
  url: string | null;
  version: string | null;
  created_at: string;
  created_by: string;
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
  comparison?: { query: AnsweredRange; population: Population; data: Data; annotations?: Annotation[] };
  /** Those in the range, newest first, at most 1,000: if `annotations=true` asks for them. */
  annotations?: Annotation[];
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
  revenue: Revenue;
}

/** `at`: the start of the interval. */
export type TimeseriesData = { at: string; value: number }[];

/** Every metric of an interval. `at`: its start. */
export type SeriesPoint = { at: string } & Record<Metric, number>;

/** What a first screen shows, from one reading. */
export interface OverviewData {
  summary: SummaryData;
  timeseries: SeriesPoint[];
  /** In the order of the question. `more`: there are more rows than these. */
  breakdowns: { by: Dimension; rows: BreakdownData; more: boolean }[];
}

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

/** A goal with the events that are its conversions. `conversion_rate`: of all visitors, those who converted. */
export type GoalsData = {
  goal: string;
  visitors: number;
  sessions: number;
  conversions: number;
  conversion_rate: number | null;
  /** `currency` is null for orders that name none. */
  revenue: { currency: string | null; amount: number }[];
}[];

/** `count`: sessions or visitors that did this step after those before. `rate`: of those that did the first one. */
export type FunnelData = { step: string; count: number; rate: number | null; dropped: number }[];

/** `returned[n]`: visitors of the cohort who came n periods later; `returned[0]` are all of them. */
export type RetentionData = { cohort: string; visitors: number; returned: number[] }[];

/** A page, an event or the others of one step. */
export interface PathNode {
  /** Unique in the answer. */
  id: string;
  /** From 1, away from `start` or `end`. */
  step: number;
  kind: 'page' | 'event' | 'other';
  /** Null for the others, and for page views without a page. */
  value: string | null;
  /** How many pages and events it stands for. */
  nodes: number;
  sessions: number;
  /** Sessions that have no further step: they ended here, or with `end`, began here. */
  dropped: number;
}

/** `source` happened before `target`; both are ids of nodes. */
export interface PathLink {
  source: string;
  target: string;
  sessions: number;
}

export interface PathsData {
  /** Sessions with a way. */
  sessions: number;
  nodes: PathNode[];
  links: PathLink[];
}

/** An entry a currency; null for orders that name none. */
export type Revenue = { currency: string | null; amount: number; orders: number }[];

export interface AttributionData {
  conversions: number;
  /** Conversions of which no visitor is known: they have no other session than their own. */
  without_visitor: number;
  without_session: number;
  revenue: Revenue;
  /** `value` is null for sessions without one, and for conversions without any session. */
  rows: { value: string | null; conversions: number; visitors: number; revenue: Revenue }[];
}

/** A day in the time zone of the question. docs/analytics.md says what each number means, and what it cannot know. */
export interface AccuracyDay {
  day: string;
  /** Page loads whose first event arrived on this day. The next five are about these, whenever their events arrived. */
  page_loads: number;
  /** Events that these pages have numbered, up to the last that arrived. */
  sent: number;
  stored: number;
  /** Failed a check with INVALID. */
  rejected: number;
  /** Not processed yet, or set aside. */
  waiting: number;
  /** Lost: their numbers are missing. */
  missing: number;
  /** Stored events that arrived on this day, from any client. */
  loaded: number;
  /** Those of them that arrived a minute or more after they happened. */
  late: number;
  /** Events that arrived on this day and had arrived before: they were answered as duplicate. */
  duplicates: number;
  /** Events that arrived on this day and failed a check with INVALID. */
  invalid: number;
  /** Events that arrived on this day and are set aside now. */
  set_aside: number;
  /** The stored events by their lateness: under so many seconds, and over the bound before. Null: any more. */
  lateness: { up_to_s: number | null; events: number }[];
}

/** Every day of the range, oldest first. */
export type AccuracyData = AccuracyDay[];

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
