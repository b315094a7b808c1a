import { refuseQuery } from '../readQuery.ts';

/** The cursor with which a client continues after a row. */
export function toCursor(place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The place of a cursor; undefined without one. Throws a `Refusal` (422) for what is none of ours. */
export function readCursor<T extends unknown[]>(
  query: URLSearchParams,
  isPlace: (place: unknown[]) => place is T,
): T | undefined {
  const cursor = query.get('cursor');
  if (cursor === null) return undefined;
  const place = parse(cursor);
  if (!isPlace(place)) throw refuseQuery('cursor', 'Input should be a next_cursor of an earlier answer', 'value_error');
  return place;
}

function parse(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
