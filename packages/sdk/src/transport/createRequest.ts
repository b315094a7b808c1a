import { SafePromise } from '../browser/SafePromise.ts';
import { startTimer } from '../browser/startTimer.ts';
import { toMessage } from '../browser/toMessage.ts';
import type { Config } from '../config.ts';
import { toErrorText } from './toErrorText.ts';

/** What came back. */
export interface Reply {
  /** 0: no answer at all. */
  _status: number;
  /** What went wrong, empty for 2xx. */
  _error: string;
  /** The parsed body, undefined when it is not JSON. */
  _body?: unknown;
  /** Empty when it is missing, or not exposed to other origins. */
  _header(name: string): string;
}

export type Request = (path: string, init: RequestInit) => Promise<Reply>;

/** A connection that stalls must not hold up the queue; the slowest phones need about 10 s for 60 KB. */
const TIMEOUT_MS = 20_000;

/** Calls the API with this customer's headers. Never rejects and never hangs. */
export function createRequest(config: Config): Request {
  return (path, init) =>
    new SafePromise((resolve) => {
      const abort = new AbortController();
      const done = (_status: number, _error: string, _body?: unknown, headers?: Headers): void => {
        stop();
        resolve({ _status, _error, _body, _header: (name) => headers?.get(name) || '' });
      };
      const stop = startTimer(() => {
        done(0, 'Timeout');
        abort.abort();
      }, TIMEOUT_MS);
      const send = async (): Promise<void> => {
        const response = await fetch(config.apiBaseUrl + path, {
          ...init,
          headers: {
            'Content-Type': 'application/json',
            'X-Customer-ID': config.customerId,
            Authorization: `Bearer ${config.apiToken}`,
            ...init.headers,
          },
          signal: abort.signal,
        });
        const { status } = response;
        // A body that is cut off, or not ours, proves nothing: the events stay.
        const body: unknown = await response.json().catch(() => undefined);
        done(status, status < 300 ? '' : toErrorText(status), body, response.headers);
      };
      send().catch((error) => done(0, toMessage(error)));
    });
}
