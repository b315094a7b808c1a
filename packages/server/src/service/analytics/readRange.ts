import { addDays, toLocalDay } from '../../calendarDay.ts';
import type { Bound, BoundRange } from '../../engine/port.ts';
import { TIME_MESSAGE, toEngineTime } from '../readEventQuery.ts';
import { refuseQuery } from '../readQuery.ts';

const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
/** Ten years: more is a mistake. */
const MAX_DAYS = 3660;
/** How long after an event its visitor is on the site; the server also believes clocks that are so much ahead. */
const LIVE_MS = 5 * 60_000;
const MAX_ZONE_LENGTH = 64;

/** The range of a question; by default the last 30 days, today included. */
export function readRange(query: URLSearchParams, timezone: string, nowMs: number): BoundRange {
  const today = toLocalDay(nowMs, timezone);
  const to = readBound(query.get('to') ?? today, 'to');
  const from = readBound(query.get('from') ?? addDays(today, 1 - DEFAULT_DAYS), 'from');
  return checkRange({ from, to }, 'to');
}

/** The last five minutes, and what a clock that is a little ahead has dated after now. */
export function toLastMinutes(nowMs: number): BoundRange {
  const at = (ms: number) => ({ at: `${new Date(ms).toISOString().slice(0, -1)}000Z` });
  return { from: at(nowMs - LIVE_MS), to: at(nowMs + LIVE_MS) };
}

/** `<from>..<to>` */
export function readRangeText(text: string, name: string): BoundRange {
  const [from = '', to, more] = text.split('..');
  if (to === undefined || more !== undefined) {
    throw refuseQuery(name, 'Input should be previous, year or <from>..<to>', 'value_error');
  }
  return checkRange({ from: readBound(from, name), to: readBound(to, name) }, name);
}

export function readTimeZone(query: URLSearchParams): string {
  const timezone = query.get('timezone') ?? 'UTC';
  if (!isTimeZone(timezone)) throw unknownTimeZone();
  return timezone;
}

/** Whether a text is an IANA time zone, as far as this process knows; the database may know fewer. */
export function isTimeZone(text: unknown): text is string {
  // An offset like +02:00 is none of the database's names.
  return typeof text === 'string' && text.length <= MAX_ZONE_LENGTH && /^[A-Za-z]/.test(text) && isKnown(text);
}

export function unknownTimeZone() {
  return refuseQuery('timezone', 'Input should be an IANA time zone, such as Europe/Berlin', 'value_error');
}

/** How long a range is, within a day or two: time zones and clock changes are not looked at. */
export function toDays({ from, to }: BoundRange): number {
  return (toMs(to) + ('day' in to ? DAY_MS : 0) - toMs(from)) / DAY_MS;
}

function checkRange(range: BoundRange, name: string): BoundRange {
  const days = toDays(range);
  // A day and a time may be up to a day apart in another zone; then the range is empty.
  if (days <= 0) throw refuseQuery(name, 'The range ends before it begins', 'value_error');
  if (days > MAX_DAYS) throw refuseQuery(name, `A range may have at most ${MAX_DAYS} days`, 'value_error');
  return range;
}

function readBound(text: string, name: string): Bound {
  // A plus sign that was not encoded arrives as a space.
  const at = toEngineTime(text.replace(/ (\d\d:\d\d)$/, '+$1'));
  if (at === null) throw refuseQuery(name, TIME_MESSAGE, 'datetime_parsing');
  return DAY.test(text) ? { day: text } : { at };
}

function toMs(bound: Bound): number {
  return Date.parse('day' in bound ? bound.day : bound.at);
}

/** The first and the last day that a range touches. */
export function toLocalDays({ from, to }: BoundRange, timezone: string): { from: string; to: string } {
  return {
    from: 'day' in from ? from.day : toLocalDay(Date.parse(from.at), timezone),
    // An exact end is not included.
    to: 'day' in to ? to.day : toLocalDay(Date.parse(to.at) - 1, timezone),
  };
}

function isKnown(timezone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }) !== undefined;
  } catch {
    return false;
  }
}
