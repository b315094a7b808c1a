import { isCalendarTime } from './readEventQuery.ts';
import { refuseQuery } from './readQuery.ts';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const AT = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z';
/** An entry's time and id. */
const PLACE = new RegExp(`^(${AT})_(${UUID})$`);
const WHOLE_UUID = new RegExp(`^${UUID}$`);

/** Where a list goes on: the `cursor` of a query, which is the time and the id of the last entry of the page before. */
export function readPlace(query: URLSearchParams): { at: string; id: string } | undefined {
  const cursor = query.get('cursor');
  if (cursor === null) return undefined;
  const [, at, id] = PLACE.exec(cursor) ?? [];
  if (at === undefined || id === undefined || !isCalendarTime(at)) {
    throw refuseQuery('cursor', 'Input should be a next_cursor of an earlier answer', 'value_error');
  }
  return { at, id };
}

/** The cursor of what comes after an entry. */
export function toPlace(at: string, id: string): string {
  return `${at}_${id}`;
}

/** Whether a text is an id as the database writes it. */
export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && WHOLE_UUID.test(text);
}
