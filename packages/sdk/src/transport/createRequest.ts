import type { Config } from '../config.ts';
import { toErrorText } from './toErrorText.ts';

/** What came back. */
export interface Reply {
  /** 0: no answer at all. */
  _status: number;
  /** The parsed body, undefined when it is not JSON. */
  _body: unknown;
  /** What went wrong, empty for 2xx. */
  _error: string;
}

export type Request = (path: string, init?: RequestInit) => Promise<Reply>;

/** Calls the API with this customer's headers. Never rejects. */
export function createRequest(config: Config): Request {
  return async (path, init) => {
    try {
      const response = await fetch(config._baseUrl + path, {
        ...init,
        headers: {
          'Content-Type': 'application/json',
          'X-Customer-ID': config._customerId,
          Authorization: `Bearer ${config._token}`,
        },
        // The token is all the server asks for: no cookies, hence no credentialed CORS.
        credentials: 'omit',
      });
      const { status } = response;
      const body: unknown = await response.json().catch(() => undefined);
      return { _status: status, _body: body, _error: status < 300 ? '' : toErrorText(status) };
    } catch (error) {
      return { _status: 0, _body: undefined, _error: String((error as Error)?.message || error) };
    }
  };
}
