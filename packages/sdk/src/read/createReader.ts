import type { DashboardReply, ProcessReply, StatusReply } from '@onevault/contract';
import type { TrackFailure } from '../events.ts';
import type { Request } from '../transport/createRequest.ts';

export interface Reader {
  _status(): Promise<StatusReply | TrackFailure>;
  _dashboard(limit: number): Promise<DashboardReply | TrackFailure>;
  _process(): Promise<ProcessReply | TrackFailure>;
}

/** What a secret key can ask the server. Failures are answers, never exceptions. */
export function createReader(request: Request): Reader {
  const read = async (path: string, method = 'GET'): Promise<never> => {
    const { _body, _error } = await request(`/api/v1/track/${path}`, { method });
    // The wire types are the server's promise; what breaks it is the caller's to see, not ours to hide.
    return (_error || !_body
      ? { success: false, error: _error || 'The answer is not JSON', event_data: {} }
      : _body) as unknown as never;
  };
  return {
    _status: () => read('status'),
    _dashboard: (limit) => read(`dashboard?limit=${encodeURIComponent(limit)}`),
    _process: () => read('process', 'POST'),
  };
}
