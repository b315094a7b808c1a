import type { BreakdownPlace } from '../../engine/port.ts';
import { refuseQuery } from '../readQuery.ts';

/** The cursor with which a client continues after a row. */
export function toCursor({ metric, value }: BreakdownPlace): string {
  return Buffer.from(JSON.stringify([metric, value])).toString('base64url');
}

/** The place of a cursor; undefined without one. Throws a `Refusal` (422) for what is none of ours. */
export function readCursor(query: URLSearchParams): BreakdownPlace | undefined {
  const cursor = query.get('cursor');
  if (cursor === null) return undefined;
  const [metric, value] = parse(cursor);
  if (!isMetric(metric) || !(value === null || typeof value === 'string')) {
    throw refuseQuery('cursor', 'Input should be a next_cursor of an earlier answer', 'value_error');
  }
  return { metric, value };
}

function isMetric(metric: unknown): metric is number | null {
  return metric === null || (typeof metric === 'number' && Number.isFinite(metric));
}

function parse(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) && parsed.length === 2 ? parsed : [undefined];
  } catch {
    return [undefined];
  }
}
