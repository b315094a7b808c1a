import type { ProcessingStatus } from '@onevault/contract';
import type { EventPlace, EventQuery } from '../engine/port.ts';
import { sanitizeText } from '../ingest/sanitizeText.ts';
import type { EndpointDoc } from './endpoint.ts';
import { refuseQuery } from './readQuery.ts';

const STATUSES: readonly ProcessingStatus[] = ['complete', 'pending', 'set_aside', 'rejected'];
/** The longest values that can match. */
const MAX_LENGTHS = { session: 128, visitor: 128, tab: 128, event_type: 200, page: 100_000 };
const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d))?$/;
const DAY_MS = 86_400_000;
/** A month: a few thousand rows of totals, however many events there are. */
const MAX_SERIES_DAYS = 31;
const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const PLACE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) (evt_[A-Za-z0-9_-]{1,64})$/;

/** Reads the filters and the cursor of a query; null if it has none. Throws a `Refusal` (422) for an invalid one. */
export function readEventQuery(query: URLSearchParams): Omit<EventQuery, 'limit'> | null {
  const found: Omit<EventQuery, 'limit'> = { ...readEventFilters(query), ...named('before', readCursor(query)) };
  return Object.keys(found).length === 0 ? null : found;
}

/** Reads the filters of a query. Throws a `Refusal` (422) for an invalid one. */
export function readEventFilters(query: URLSearchParams): Omit<EventQuery, 'limit' | 'before'> {
  return {
    ...named('eventType', readText(query, 'event_type')),
    ...named('status', readStatus(query)),
    ...named('from', readTime(query, 'from')),
    ...named('to', readTime(query, 'to')),
    ...named('page', readText(query, 'page')),
    ...named('sessionId', readText(query, 'session')),
    ...named('visitorId', readText(query, 'visitor')),
  };
}

/** The cursor with which a client continues from a place. */
export function toCursor({ receivedAt, eventId }: EventPlace): string {
  return toBase64Url(`${receivedAt} ${eventId}`);
}

export function toBase64Url(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** A time of the query in the engine's form, to the microsecond; undefined if missing. */
function readTime(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  // A plus sign that was not encoded arrives as a space.
  const time = toEngineTime(text.replace(/ (\d\d:\d\d)$/, '+$1'));
  if (time === null) throw refuseQuery(name, TIME_MESSAGE, 'datetime_parsing');
  return time;
}

export const TIME_MESSAGE = 'Input should be a valid ISO 8601 date, or date and time with a zone';

/** ISO 8601, a date or a date and time with a zone, in the engine's form; null for anything else. */
export function toEngineTime(text: string): string | null {
  const match = TIME.exec(text);
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', decimals = '', zone = 'Z'] =
    match ?? [];
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  const isDay = !Number.isNaN(ms) && new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDate() === Number(day);
  if (match === null || !isDay || ms < FIRST_MS || new Date(ms).getUTCFullYear() > 9999) return null;
  return `${new Date(ms).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length)}.${decimals.slice(0, 6).padEnd(6, '0')}Z`;
}

/** The range of `series=hour`; the engine knows the defaults. Null without `series`. */
export function readSeries(query: URLSearchParams, nowMs: number): { from?: string; to?: string } | null {
  const kind = query.get('series');
  if (kind === null) return null;
  if (kind !== 'hour') throw refuseQuery('series', 'Input should be hour', 'enum');
  const range = { ...named('from', readTime(query, 'from')), ...named('to', readTime(query, 'to')) };
  const endMs = range.to === undefined ? nowMs : Date.parse(range.to);
  if (range.from !== undefined && endMs - Date.parse(range.from) > MAX_SERIES_DAYS * DAY_MS) {
    throw refuseQuery('from', `A series may have at most ${MAX_SERIES_DAYS} days`, 'value_error');
  }
  return range;
}

function readStatus(query: URLSearchParams): ProcessingStatus | undefined {
  const text = query.get('status');
  if (text === null) return undefined;
  const status = STATUSES.find((known) => known === text);
  if (status === undefined) throw refuseQuery('status', `Input should be one of ${STATUSES.join(', ')}`, 'enum');
  return status;
}

/** A text parameter; undefined if missing. */
export function readText(query: URLSearchParams, name: keyof typeof MAX_LENGTHS): string | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (text === '') throw refuseQuery(name, 'String should have at least 1 character', 'string_too_short');
  const max = MAX_LENGTHS[name];
  if (text.length > 2 * max || [...text].length > max) {
    throw refuseQuery(name, `String should have at most ${max} characters`, 'string_too_long');
  }
  return sanitizeText(text);
}

function readCursor(query: URLSearchParams): EventPlace | undefined {
  const cursor = query.get('cursor');
  if (cursor === null) return undefined;
  const [, receivedAt, eventId] = PLACE.exec(fromBase64Url(cursor)) ?? [];
  if (receivedAt === undefined || eventId === undefined || !isCalendarTime(receivedAt)) {
    throw refuseQuery('cursor', 'Input should be a next_cursor of an earlier answer', 'value_error');
  }
  return { receivedAt, eventId };
}

/** Whether a time in the engine's form exists in the calendar. */
export function isCalendarTime(time: string): boolean {
  const ms = Date.parse(time);
  return ms >= FIRST_MS && new Date(ms).toISOString().slice(0, 19) === time.slice(0, 19);
}

export function fromBase64Url(text: string): string {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}

/** Omits an undefined property: with `exactOptionalPropertyTypes` the two differ. */
function named<K extends string, T>(name: K, value: T | undefined): { [key in K]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]?: T });
}

const text = (name: keyof typeof MAX_LENGTHS) => ({ type: 'string', minLength: 1, maxLength: MAX_LENGTHS[name] });

/** The parameters' documentation. */
export const EVENT_QUERY_DOC: NonNullable<EndpointDoc['query']> = [
  { name: 'event_type', description: 'Only events of this type', schema: text('event_type') },
  { name: 'status', description: 'Only events in this state', schema: { type: 'string', enum: STATUSES } },
  { name: 'from', description: 'Arrived at this time or later', schema: { type: 'string', format: 'date-time' } },
  { name: 'to', description: 'Arrived before this time', schema: { type: 'string', format: 'date-time' } },
  { name: 'page', description: 'Only events of this page: host and path, without the query', schema: text('page') },
  { name: 'session', description: 'Only events of this session', schema: text('session') },
  { name: 'visitor', description: 'Only events of this visitor', schema: text('visitor') },
  {
    name: 'series',
    description: '`hour`: adds how many events happened in each hour from `from` to `to`, by default the last day',
    schema: { type: 'string', enum: ['hour'] },
  },
  { name: 'cursor', description: '`next_cursor` of the previous page', schema: { type: 'string' } },
];
