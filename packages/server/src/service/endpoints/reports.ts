import {
  REPORT_ROUTES,
  type ReportDeletedReply,
  type ReportReply,
  type ReportSendReply,
  type ReportsReply,
} from '@onevault/contract';
import type { ReportProblem, Reports } from '../../engine/port.ts';
import { Refusal } from '../../ingest/refusal.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { isUuid } from '../readPlace.ts';
import { refuseBody } from '../refuseBody.ts';
import { readReportBody, readReportOf } from '../reports/readReportBody.ts';
import { requireOperations } from '../requireOperations.ts';
import { tooMany, unknownDestination, unknownZone } from './alertRules.ts';

const TAG = {
  name: 'Reports',
  description: 'The numbers of each week or month by e-mail. Needs a full key.',
};

/** Scheduled reports: list, make, change, delete, send now. */
export function reportEndpoints({ engine }: ServiceContext): Endpoint[] {
  const requireReports = (): Reports => requireOperations(engine, 'Reporting').reports;
  const answer = async (customerId: string, reportId: string) => {
    const [report] = await requireReports().find(customerId, reportId);
    // Deleted in this moment.
    if (!report) throw unknownReport();
    return ok({ status: 'success', report, timestamp: timestamp() } satisfies ReportReply);
  };
  return [
    {
      method: 'GET',
      path: REPORT_ROUTES.reports,
      access: 'secret',
      doc: { tag: TAG, summary: 'The scheduled reports of the customer', reply: ['ReportsReplySchema'], errors: [501] },
      async handle(_call, { customerId }) {
        const reports = await requireReports().find(customerId);
        return ok({ status: 'success', reports, timestamp: timestamp() } satisfies ReportsReply);
      },
    },
    {
      method: 'POST',
      path: REPORT_ROUTES.reports,
      access: 'secret',
      body: 'event',
      doc: {
        tag: TAG,
        summary: 'Makes a scheduled report',
        description:
          'Needs a `name` and a `period`. Without `destinations` it goes to all e-mail destinations of the alerts. The first one is about the period that is going on. At most 20.',
        request: ['ReportBodySchema'],
        reply: ['ReportReplySchema'],
        errors: [409, 501],
      },
      async handle({ body }, { customerId }, by) {
        const reports = requireReports();
        const report = readReportBody(body, crypto.randomUUID());
        const result = await reports.add(customerId, report, by);
        if (result !== 'added') throw toRefusal(result);
        return answer(customerId, report.reportId);
      },
    },
    {
      method: 'POST',
      path: REPORT_ROUTES.report,
      access: 'secret',
      body: 'event',
      doc: {
        tag: TAG,
        summary: 'Changes a report: what the body leaves out stays',
        description: 'With another period, or when it is turned on, the next one is about the period that is going on.',
        request: ['ReportBodySchema'],
        reply: ['ReportReplySchema'],
        errors: [404, 501],
      },
      async handle({ params: { report_id = '' }, body }, { customerId }, by) {
        const reports = requireReports();
        const [before] = isUuid(report_id) ? await reports.find(customerId, report_id) : [];
        if (!before) throw unknownReport();
        const result = await reports.change(customerId, readReportBody(body, report_id, before), by);
        if (result !== 'changed') throw toRefusal(result);
        return answer(customerId, report_id);
      },
    },
    {
      method: 'DELETE',
      path: REPORT_ROUTES.report,
      access: 'secret',
      doc: {
        tag: TAG,
        summary: 'Deletes a report, and what waits to be sent of it',
        reply: ['ReportDeletedReplySchema'],
        errors: [404, 501],
      },
      async handle({ params: { report_id = '' } }, { customerId }, by) {
        const reports = requireReports();
        if (!isUuid(report_id) || !(await reports.delete(customerId, report_id, by))) throw unknownReport();
        return ok({ status: 'success', timestamp: timestamp() } satisfies ReportDeletedReply);
      },
    },
    {
      method: 'POST',
      path: REPORT_ROUTES.send,
      access: 'secret',
      body: 'optional',
      doc: {
        tag: TAG,
        summary: 'Sends a report within seconds, besides its schedule',
        description:
          'About the last whole period, or that of the day `of`. The list of deliveries of the alerts has the outcome.',
        request: ['ReportSendBodySchema'],
        reply: ['ReportSendReplySchema'],
        errors: [404, 501],
      },
      async handle({ params: { report_id = '' }, body }, { customerId }) {
        const reports = requireReports();
        const of = readReportOf(body);
        const sent = isUuid(report_id) ? await reports.send(customerId, report_id, of) : null;
        if (sent === null) throw unknownReport();
        if (sent === 'not_over') throw refuseBody(['of'], 'This period is not over yet', 'value_error');
        return ok({ status: 'success', recipients: sent, timestamp: timestamp() } satisfies ReportSendReply);
      },
    },
  ];
}

function toRefusal(problem: ReportProblem): Refusal {
  switch (problem) {
    case 'too_many':
      return tooMany('A customer can have 20 reports');
    case 'unknown_report':
      return unknownReport();
    case 'unknown_destination':
      return unknownDestination();
    case 'not_email':
      return refuseBody(['destinations'], 'A report goes to e-mail destinations only', 'value_error');
    case 'unknown_zone':
      return unknownZone(['timezone']);
  }
}

function unknownReport(): Refusal {
  return new Refusal({ status: 404, code: 'UNKNOWN_REPORT', message: 'The customer has no report with this id' });
}
