import { Refusal, type RefusalOptions } from '@onevault/server/internal/ingest/refusal';
import type { FaultAction } from './faultHook.ts';

const CODES: Record<number, RefusalOptions['code']> = {
  401: 'INVALID_TOKEN',
  403: 'SECRET_KEY_REQUIRED',
  413: 'BODY_TOO_LARGE',
  422: 'INVALID_BODY',
  429: 'RATE_LIMITED',
  500: 'INTERNAL_ERROR',
  503: 'DATABASE_UNAVAILABLE',
};

/** The answer of a fault, in the contract's form. */
export function statusFault({ status, retryAfter }: Extract<FaultAction, { kind: 'status' }>): Refusal {
  return new Refusal({
    status,
    code: CODES[status] ?? (status >= 500 ? 'INTERNAL_ERROR' : 'BAD_REQUEST'),
    message: `A fault answers ${status}`,
    headers: retryAfter === null ? {} : { 'Retry-After': retryAfter },
  });
}
