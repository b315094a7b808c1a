import type { Report, ReportPeriod } from '@onevault/contract';

/**
 * Scheduled reports of a customer: docs/reports.md. Their e-mails go through the outbox of the alerts. Calls with `by`
 * write an entry to the audit trail in the same transaction. `now` (ISO 8601) is for tests.
 */
export interface Reports {
  /** Queues each due report exactly once, however many workers call it at the same time. */
  queueDue(customerId: string, options?: { now?: string }): Promise<QueuedReport[]>;
  /** Oldest first; with an id only that one. */
  find(customerId: string, reportId?: string): Promise<Report[]>;
  /** The first one is about the period that is going on. */
  add(customerId: string, report: NewReport, by?: string, options?: { now?: string }): Promise<'added' | ReportProblem>;
  /** With another period, or when it is turned on, the next one is about the period that is going on. */
  change(
    customerId: string,
    report: NewReport,
    by?: string,
    options?: { now?: string },
  ): Promise<'changed' | ReportProblem>;
  /** Also deletes what waits to be sent; false if there is no such report. */
  delete(customerId: string, reportId: string, by?: string): Promise<boolean>;
  /**
   * Queues it now, about the period of a day (`yyyy-mm-dd`) or the last whole one. Resolves with the number of e-mails;
   * null if there is no such report.
   */
  send(
    customerId: string,
    reportId: string,
    of?: string,
    options?: { now?: string },
  ): Promise<number | 'not_over' | null>;
}

export type ReportProblem = 'too_many' | 'unknown_report' | 'unknown_destination' | 'not_email' | 'unknown_zone';

export interface NewReport {
  reportId: string;
  name: string;
  period: ReportPeriod;
  /** IANA. */
  timezone: string;
  /** 0 to 23, in `timezone`. */
  hour: number;
  /** Null: all e-mail destinations. */
  destinationIds: string[] | null;
  isEnabled: boolean;
}

export interface QueuedReport {
  report_id: string;
  /** The day after its period. */
  until: string;
  recipients: number;
}
