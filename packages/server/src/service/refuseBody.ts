import { Refusal } from '../ingest/refusal.ts';

/** The refusal of one part of a body. */
export function refuseBody(place: (string | number)[], msg: string, type: string): Refusal {
  const loc = ['body', ...place];
  return new Refusal({
    status: 422,
    code: 'INVALID_BODY',
    message: `${loc.join('.')}: ${msg}`,
    detail: [{ loc, msg, type }],
  });
}

export function readObject(value: unknown, place: (string | number)[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuseBody(place, 'Input should be a valid object', 'dict_type');
  }
  return value as Record<string, unknown>;
}
