/** The wire of `GET /api/v1/analytics/history`: numbers that were imported from other tools. docs/import.md explains them. */

export const HISTORY_SOURCES = ['plausible', 'umami', 'ga4'] as const;
export type HistorySource = (typeof HISTORY_SOURCES)[number];

/** By what imported numbers can be told apart. */
export const HISTORY_DIMENSIONS = [
  'page',
  'hostname',
  'event',
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
] as const;
export type HistoryDimension = (typeof HISTORY_DIMENSIONS)[number];

/** Which imported history lies in or before a range; an answer never adds it. */
export interface ImportedHistory {
  /** The first and the last day, both included. */
  from: string;
  to: string;
  /** The tools, joined by a comma. */
  source: string;
}

export interface HistoryImport {
  /** Its id. */
  import: string;
  source: HistorySource;
  /** Null if no load has been completed. */
  from: string | null;
  to: string | null;
  rows: number;
  bad_rows: number;
  imported_at: string | null;
  imported_by: string | null;
  /** A load goes on, or was cut off. */
  is_loading: boolean;
}

/** Null where the export does not say. */
export interface HistoryNumbers {
  visitors: number | null;
  sessions: number | null;
  page_views: number | null;
  events: number | null;
  bounce_rate: number | null;
  duration_mean_s: number | null;
}

export type HistoryDay = { day: string } & HistoryNumbers;
export type HistoryValue = { value: string | null } & HistoryNumbers;

export interface HistoryReply {
  status: 'success';
  query: { from: string; to: string; timezone: string; by?: HistoryDimension; import?: string; limit?: number };
  imports: HistoryImport[];
  /** Without `by` each day that has numbers; with it each value, the largest first. */
  data: HistoryDay[] | HistoryValue[];
  timestamp: string;
}
