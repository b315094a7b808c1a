import type {
  AnsweredRange,
  AttributionModel,
  BreakdownSort,
  Dimension,
  Exclusion,
  FilterOperator,
  FunnelOrder,
  GoalRevenue,
  ImportedHistory,
  Interval,
  Metric,
  PathsBy,
  Population,
  RetentionPeriod,
  SessionDimension,
} from '@onevault/contract';

/** One end of a range: a day in the time zone of the question, or an exact time (ISO 8601 UTC). */
export type Bound = { day: string } | { at: string };

/** From the start of `from` to the end of the day `to`, or to before the time `to`. */
export interface BoundRange {
  from: Bound;
  to: Bound;
}

export interface AnalyticsFilter {
  dimension: Dimension;
  operator: FilterOperator;
  /** Any of them; '' stands for a missing value. */
  values: readonly string[];
}

/** What an answer is about: events in the range that pass every filter. */
export interface PopulationQuery {
  range: BoundRange;
  /** IANA. */
  timezone: string;
  filters: readonly AnalyticsFilter[];
  include: readonly Exclusion[];
}

export type AnalyticsQuestion =
  | { kind: 'summary' }
  /** The answers of `summary`, of `timeseries` for every metric, and of a breakdown by each of these. */
  | { kind: 'overview'; interval: Interval; by: readonly Dimension[]; sort: BreakdownSort; limit: number }
  | { kind: 'timeseries'; metric: Metric; interval: Interval }
  | { kind: 'breakdown'; by: Dimension; sort: BreakdownSort; limit: number; after?: BreakdownPlace }
  | { kind: 'funnel'; steps: readonly FunnelStepFilters[]; order: FunnelOrder; within: FunnelWithin }
  | { kind: 'retention'; period: RetentionPeriod }
  | {
      kind: 'paths';
      /** Where the ways begin or end; without it they begin with the session. */
      anchor?: { at: 'start' | 'end'; filter: AnalyticsFilter };
      by: PathsBy;
      steps: number;
      /** How many nodes a step has; one more stands for the others. */
      limit: number;
    }
  | {
      kind: 'attribution';
      conversion: AnalyticsFilter | 'orders';
      model: AttributionModel;
      by: SessionDimension;
      lookbackSeconds: number;
      limit: number;
      after?: AttributionPlace;
    }
  | { kind: 'accuracy' }
  | { kind: 'live' }
  | { kind: 'goals'; goals: readonly GoalParts[] }
  /** Everything of one session or visitor; the range is its own. */
  | { kind: 'session' | 'visitor'; id: string }
  | { kind: 'sessions'; limit: number; after?: SessionPlace };

/** Whose steps make a funnel: those of a session, of a visitor, or of a visitor within a time from the first step. */
export type FunnelWithin = 'session' | 'visitor' | { seconds: number };

/** An event is this step if it passes all of these filters. */
export type FunnelStepFilters = AnalyticsFilter | readonly AnalyticsFilter[];

/** What counts as a conversion, and what it is worth; without `revenue` the orders among the conversions. */
export interface GoalParts {
  name: string;
  filters: readonly AnalyticsFilter[];
  revenue: GoalRevenue | null;
}

/** The session after which a page of sessions begins. */
export interface SessionPlace {
  /** ISO 8601. */
  startedAt: string;
  sessionId: string;
}

/** The row after which a page of an attribution begins. */
export interface AttributionPlace {
  conversions: number;
  value: string | null;
}

/** The row after which a page of a breakdown begins. */
export interface BreakdownPlace {
  /** Its value of the metric by which the rows are sorted; null for rows sorted by value. */
  metric: number | null;
  value: string | null;
}

export interface AnalyticsRequest {
  population: PopulationQuery;
  question: AnalyticsQuestion;
  /** Asks the same of a second range. */
  compare?: 'previous' | 'year' | BoundRange;
}

export interface RangeAnswer {
  range: AnsweredRange;
  population: Population;
  data: unknown;
}

export interface AnalyticsAnswer extends RangeAnswer {
  /** Of a summary or a time series: imported history in or before the range. */
  imported?: ImportedHistory;
  comparison?: RangeAnswer;
}

/** There are no facts of a session or visitor. */
export class UnknownSubject extends Error {
  override name = 'UnknownSubject';
}

/** The time zone is unknown to the database. */
export class UnknownTimeZone extends Error {
  override name = 'UnknownTimeZone';
}
