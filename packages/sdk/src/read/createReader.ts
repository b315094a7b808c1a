import type { TrackFailure } from '../events.ts';
import type { Request } from '../transport/createRequest.ts';

/** Calls one of the routes below `/api/v1/track/`. */
export type Read = <Reply>(path: string, method?: 'POST') => Promise<Reply | TrackFailure>;

/** The calls that need a full key. Failures are answers, never exceptions. */
export function createReader(request: Request): Read {
  return async <Reply>(path: string, method = 'GET') => {
    const { _body, _error } = await request(`/api/v1/track/${path}`, { method });
    return _error || !_body ? { success: false, error: _error || 'Not confirmed', event_data: {} } : (_body as Reply);
  };
}
