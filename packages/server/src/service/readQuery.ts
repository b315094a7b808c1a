import { Refusal } from '../ingest/refusal.ts';

export interface IntegerRange {
  min: number;
  max: number;
  fallback: number;
}

/** Reads a whole number within a range; throws a `Refusal` (422) for anything else. */
export function readInteger(query: URLSearchParams, name: string, { min, max, fallback }: IntegerRange): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^-?\d+$/.test(text)) throw refuseQuery(name, 'Input should be a valid integer', 'int_parsing');
  const value = Number(text);
  if (value < min) throw refuseQuery(name, `Input should be greater than or equal to ${min}`, 'greater_than_equal');
  if (value > max) throw refuseQuery(name, `Input should be less than or equal to ${max}`, 'less_than_equal');
  return value;
}

/** The refusal of one query parameter. */
export function refuseQuery(name: string, msg: string, type: string): Refusal {
  return new Refusal({
    status: 422,
    code: 'INVALID_QUERY',
    message: `${name}: ${msg}`,
    detail: [{ loc: ['query', name], msg, type }],
  });
}
