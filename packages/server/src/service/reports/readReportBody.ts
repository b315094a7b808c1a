import { REPORT_PERIODS, type Report } from '@onevault/contract';
import type { NewReport } from '../../engine/port.ts';
import { readDestinations, readLine } from '../alerts/readAlertRule.ts';
import { isTimeZone } from '../analytics/readRange.ts';
import { isCalendarTime } from '../readEventQuery.ts';
import { readObject, refuseBody } from '../refuseBody.ts';

const FIELDS = ['name', 'period', 'timezone', 'hour', 'destinations', 'enabled'];
const DEFAULT_HOUR = 6;

/** Reads the body of a report; with `before` only what changes. Throws a `Refusal` (422) that names the wrong part. */
export function readReportBody(body: unknown, reportId: string, before?: Report): NewReport {
  const fields = readObject(body, []);
  refuseStray(fields, FIELDS);
  const {
    name = before?.name,
    period = before?.period,
    timezone = before?.timezone ?? 'UTC',
    hour = before?.hour ?? DEFAULT_HOUR,
    destinations = before?.destinations ?? null,
    enabled = before?.enabled ?? true,
  } = fields;
  const known = REPORT_PERIODS.find((one) => one === period);
  if (!known) throw refuseBody(['period'], `Input should be one of ${REPORT_PERIODS.join(', ')}`, 'enum');
  if (!isTimeZone(timezone)) {
    throw refuseBody(['timezone'], 'Input should be an IANA time zone, such as Europe/Berlin', 'value_error');
  }
  if (!Number.isInteger(hour) || (hour as number) < 0 || (hour as number) > 23) {
    throw refuseBody(['hour'], 'Input should be a whole number from 0 to 23', 'value_error');
  }
  if (typeof enabled !== 'boolean') throw refuseBody(['enabled'], 'Input should be a valid boolean', 'bool_type');
  return {
    reportId,
    name: readLine(name, ['name']),
    period: known,
    timezone,
    hour: hour as number,
    destinationIds: readDestinations(destinations),
    isEnabled: enabled,
  };
}

/** Reads a day of the period to send; undefined for the last whole one. */
export function readReportOf(body: unknown): string | undefined {
  const fields = body === undefined ? {} : readObject(body, []);
  refuseStray(fields, ['of']);
  if (fields.of === undefined) return undefined;
  if (!isReportDay(fields.of)) throw refuseBody(['of'], 'Input should be a day, such as 2026-11-01', 'date_parsing');
  return fields.of;
}

export function isReportDay(text: unknown): text is string {
  return typeof text === 'string' && /^(19|20)\d\d-\d\d-\d\d$/.test(text) && isCalendarTime(`${text}T00:00:00Z`);
}

function refuseStray(fields: object, known: readonly string[]): void {
  const stray = Object.keys(fields).find((name) => !known.includes(name));
  if (stray !== undefined) throw refuseBody([stray], 'Extra inputs are not permitted', 'extra_forbidden');
}
