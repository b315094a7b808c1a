import { SafePromise } from '../browser/SafePromise.ts';
import { startTimer } from '../browser/startTimer.ts';
import { toMessage } from '../browser/toMessage.ts';
import type { Config } from '../config.ts';
import { createAbort } from './createAbort.ts';
import { createExplain } from './createExplain.ts';
import { toErrorText } from './toErrorText.ts';
import { toHeaders } from './toHeaders.ts';

/** The answer to a request. */
export interface Reply {
  /** 0: no answer. */
  _status: number;
  /** The error, empty for 2xx. */
  _error: string;
  /** The parsed body, undefined when it is not JSON. */
  _body?: unknown;
  /** The headers that are exposed to other origins. */
  _headers?: Headers | undefined;
}

export type Request = (path: string, init: RequestInit) => Promise<Reply>;

/** A stalled connection must not block the queue; the slowest phones need about 10 s for 60 KB. */
const TIMEOUT_MS = 20_000;

/** Calls the API with this customer's headers. Never rejects and never hangs. */
export function createRequest(config: Config): Request {
  const explain = createExplain(config);
  return (path, init) =>
    new SafePromise((resolve) => {
      const abort = createAbort();
      const done = (_status: number, _error: string, _body?: unknown, _headers?: Headers): void => {
        stop();
        explain(_status, _error, _body);
        resolve({ _status, _error, _body, _headers });
      };
      const stop = startTimer(() => {
        done(0, 'Timeout');
        abort?.abort();
      }, TIMEOUT_MS);
      // Awaited, because the page may have broken `then` and `catch`.
      const send = async (): Promise<void> => {
        try {
          const response = await globalThis.fetch(config.apiBaseUrl + path, {
            ...init,
            headers: { ...toHeaders(config), ...init.headers },
            ...(abort && { signal: abort.signal }),
          });
          // A page's own `fetch` may answer anything, also the parsed body.
          const status = +response.status || 0;
          const headers = (response.headers as Partial<Headers> | undefined)?.get && response.headers;
          let body: unknown;
          try {
            body = response.json ? await response.json() : response;
          } catch {
            // A body that is cut off, or from another program, confirms nothing: the events stay.
          }
          done(status, status < 300 && status ? '' : toErrorText(status), body, headers);
        } catch (error) {
          done(0, toMessage(error));
        }
      };
      send();
    });
}
