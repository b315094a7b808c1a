import type { AlertFiring } from '@onevault/contract';
import type { ClaimedDelivery } from '../engine/alerts.ts';
import type { ReadReport } from '../reports/readReportNumbers.ts';
import type { ReportAbout } from '../reports/reportSections.ts';

export interface Mail {
  subject: string;
  text: string;
  html?: string;
}

type AlertEvent = Exclude<ClaimedDelivery['event'], 'report'>;

interface AlertBody {
  type: AlertEvent;
  timestamp: string;
  data: Partial<AlertFiring> & { customer_id: string; message: string };
}

interface ReportDeliveryBody {
  type: 'report';
  data: ReportAbout;
}

const STATES: Record<AlertEvent, string> = {
  'alert.firing': 'Firing',
  'alert.resolved': 'Resolved',
  'alert.test': 'Test',
};
/** Nothing is wrong when a goal is reached. */
const GOAL_STATES: Record<AlertEvent, string> = {
  ...STATES,
  'alert.firing': 'Goal reached',
  'alert.resolved': 'Goal not reached any more',
};
/** Less than the two minutes for which a delivery is claimed, with the time that a mail server may take. */
const READING_MS = 45_000;

/** Writes the e-mail of a delivery. Rejects if the numbers of a report cannot be read in time. */
export async function toMail(body: string, readReport: ReadReport): Promise<Mail> {
  const parsed = JSON.parse(body) as AlertBody | ReportDeliveryBody;
  if (parsed.type !== 'report') return toAlertMail(parsed);
  const { data } = parsed;
  const numbers = await within(READING_MS, readReport(data.customer_id, data));
  // Loaded by the first report.
  const { renderReport } = await import('../reports/renderReport.ts');
  return renderReport(data, numbers);
}

function toAlertMail({ type, timestamp, data }: AlertBody): Mail {
  const state = (data.kind === 'goal' ? GOAL_STATES : STATES)[type];
  const lines = [
    data.message,
    '',
    `Customer: ${data.customer_id}`,
    ...(data.rule_name === undefined ? [] : [`Rule: ${data.rule_name} (${data.kind})`]),
    ...(data.started_at ? [`Began: ${data.started_at}`] : []),
    ...(data.resolved_at ? [`Ended: ${data.resolved_at} (${data.resolved_by})`] : []),
    `Sent: ${timestamp}`,
  ];
  return { subject: `[OneVault] ${state}: ${data.rule_name ?? data.message}`, text: `${lines.join('\n')}\n` };
}

/** A question cannot be cut off, but its answer comes too late then. */
function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not done within ${ms} ms`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
