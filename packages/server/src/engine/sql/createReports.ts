import type { Report } from '@onevault/contract';
import type { NewReport, QueuedReport, ReportProblem, Reports } from '../reports.ts';
import { DEFAULT_ACTOR, type Statements } from './createStatements.ts';

/** Implements `Reports` with SQL: each call is one statement. */
export function createReports({ one }: Statements): Reports {
  return {
    async queueDue(customerId, { now } = {}) {
      const { queued } = await one(
        'select alerts.queue_due_reports(auth.enter_customer($1), $2::timestamptz) as queued',
        [customerId, now ?? null],
      );
      return queued as QueuedReport[];
    },

    async find(customerId, reportId) {
      const { reports } = await one('select alerts.find_reports(auth.enter_customer($1), $2::uuid) as reports', [
        customerId,
        reportId ?? null,
      ]);
      return reports as Report[];
    },

    async add(customerId, report, by = DEFAULT_ACTOR, { now } = {}) {
      const { problem } = await one(
        `select alerts.add_report(
           auth.enter_customer($1), $2::uuid, $3, $4, $5, $6, $7::uuid[], $8, $9, $10::timestamptz) as problem`,
        [customerId, ...toParameters(report), by, now ?? null],
      );
      return (problem as ReportProblem | null) ?? 'added';
    },

    async change(customerId, report, by = DEFAULT_ACTOR, { now } = {}) {
      const { problem } = await one(
        `select alerts.change_report(
           auth.enter_customer($1), $2::uuid, $3, $4, $5, $6, $7::uuid[], $8, $9, $10::timestamptz) as problem`,
        [customerId, ...toParameters(report), by, now ?? null],
      );
      return (problem as ReportProblem | null) ?? 'changed';
    },

    async delete(customerId, reportId, by = DEFAULT_ACTOR) {
      const { found } = await one('select alerts.delete_report(auth.enter_customer($1), $2::uuid, $3) as found', [
        customerId,
        reportId,
        by,
      ]);
      return found === true;
    },

    async send(customerId, reportId, of, { now } = {}) {
      const { queued } = await one(
        'select alerts.send_report(auth.enter_customer($1), $2::uuid, $3::date, $4::timestamptz) as queued',
        [customerId, reportId, of ?? null, now ?? null],
      );
      if (queued === null) return null;
      return queued === -1 ? 'not_over' : Number(queued);
    },
  };
}

function toParameters({ reportId, name, period, timezone, hour, destinationIds, isEnabled }: NewReport): unknown[] {
  return [reportId, name, period, timezone, hour, destinationIds, isEnabled];
}
