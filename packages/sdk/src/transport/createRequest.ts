import { SafePromise } from '../browser/SafePromise.ts';
import { startTimer } from '../browser/startTimer.ts';
import type { Config } from '../config.ts';
import { toErrorText } from './toErrorText.ts';

/** What came back. */
export interface Reply {
  /** 0: no answer at all. */
  _status: number;
  /** The parsed body, undefined when it is not JSON. */
  _body?: unknown;
  /** What went wrong, empty for 2xx. */
  _error: string;
  _headers?: Headers;
}

export type Request = (path: string, init: RequestInit) => Promise<Reply>;

/** A connection that stalls must not hold up the queue; the slowest phones need about 10 s for 60 KB. */
const TIMEOUT_MS = 20_000;

/** Calls the API with this customer's headers. Never rejects and never hangs. */
export function createRequest(config: Config): Request {
  return (path, init) =>
    new SafePromise((resolve) => {
      const fail = (error: unknown): void =>
        resolve({ _status: 0, _error: String((error as Error)?.message || error) });
      const stop = startTimer(() => {
        fail('Timeout');
        abort?.abort();
      }, TIMEOUT_MS);
      let abort: AbortController | undefined;
      const send = async (): Promise<void> => {
        abort = new AbortController();
        const response = await fetch(config._baseUrl + path, {
          ...init,
          headers: {
            'Content-Type': 'application/json',
            'X-Customer-ID': config._customerId,
            Authorization: `Bearer ${config._token}`,
            ...init.headers,
          },
          // The token is all the server asks for: no cookies, hence no credentialed CORS.
          credentials: 'omit',
          signal: abort.signal,
        });
        const { status, headers } = response;
        let body: unknown;
        try {
          body = await response.json();
        } catch {
          // Cut off, or not ours: without proof the events stay.
        }
        resolve({ _status: status, _body: body, _headers: headers, _error: status < 300 ? '' : toErrorText(status) });
      };
      send().catch(fail).finally(stop);
    });
}
