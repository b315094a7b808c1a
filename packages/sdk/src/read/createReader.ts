import { toMessage } from '../browser/toMessage.ts';
import type { TrackFailure } from '../events.ts';
import type { Request } from '../transport/createRequest.ts';

/** Calls one of the routes below `/api/v1/track/`; `limit` is the end of the path. */
export type Read = <Reply>(path: string, method?: 'GET' | 'POST', limit?: unknown) => Promise<Reply | TrackFailure>;

/** The calls that need a full key. Failures are answers, never exceptions. */
export function createReader(request: Request): Read {
  return async <Reply>(path: string, method = 'GET', limit: unknown = '') => {
    let error = '';
    try {
      const { _body, _error } = await request(`/api/v1/track/${path}${limit}`, { method });
      if (_body && !_error) return _body as Reply;
      error = _error;
    } catch (thrown) {
      // A limit that is no text.
      error = toMessage(thrown);
    }
    return { success: false, error: error || 'Not confirmed', event_data: {} };
  };
}
