/** The wire of `/api/v1/reports`: reports by e-mail, and what one says. docs/reports.md explains both. */
import type { AnsweredRange, BreakdownData, Population, SummaryData, TimeseriesData } from './analytics.ts';

export const REPORT_PERIODS = ['week', 'month'] as const;
export type ReportPeriod = (typeof REPORT_PERIODS)[number];

export interface Report {
  report_id: string;
  name: string;
  period: ReportPeriod;
  /** IANA: whose days, weeks and months they are. */
  timezone: string;
  /** The hour of the day at which it is sent, in `timezone`. */
  hour: number;
  /** Ids of e-mail destinations of the alerts; null: all of the customer. */
  destinations: string[] | null;
  enabled: boolean;
  /** How many e-mail addresses get it now. */
  recipients: number;
  /** When the next one is sent; null if it is off. */
  next_at: string | null;
  created_at: string;
}

/** Body of `POST /api/v1/reports`, and with any of the fields of `POST /api/v1/reports/{report_id}`. */
export interface ReportBody {
  /** 1 to 200 characters. */
  name?: string;
  period?: ReportPeriod;
  timezone?: string;
  hour?: number;
  destinations?: string[] | null;
  enabled?: boolean;
}

/** Body of `POST /api/v1/reports/{report_id}/send`. */
export interface ReportSendBody {
  /** A day of the period. Default: the last whole one. */
  of?: string;
}

/** GET `/api/v1/reports`. */
export interface ReportsReply {
  status: 'success';
  reports: Report[];
  timestamp: string;
}

/** POST `/api/v1/reports`, POST `/api/v1/reports/{report_id}`. */
export interface ReportReply {
  status: 'success';
  report: Report;
  timestamp: string;
}

/** POST `/api/v1/reports/{report_id}/send`. */
export interface ReportSendReply {
  status: 'success';
  /** How many e-mails were queued. */
  recipients: number;
  timestamp: string;
}

/** DELETE `/api/v1/reports/{report_id}`. */
export interface ReportDeletedReply {
  status: 'success';
  timestamp: string;
}

/** What the outbox has of a report: which one. The numbers are read when it is sent. */
export interface ReportSubject {
  period: ReportPeriod;
  timezone: string;
  /** The first and the last day. */
  from: string;
  to: string;
}

/** The numbers of a report, as the endpoints of analytics answer them. */
export interface ReportNumbers {
  range: AnsweredRange;
  population: Population;
  summary: SummaryData;
  /** The same of the period before. */
  before: SummaryData;
  /** Visitors of each day. */
  days: TimeseriesData;
  /** The first rows of each breakdown. */
  breakdowns: { by: ReportDimension; rows: BreakdownData }[];
}

export const REPORT_DIMENSIONS = ['page', 'source', 'country', 'device', 'event'] as const;
export type ReportDimension = (typeof REPORT_DIMENSIONS)[number];
