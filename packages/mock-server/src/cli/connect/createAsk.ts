import { StartError } from '@onevault/server/internal/cli/startError';
import type { Connection } from './readConnection.ts';

/** What a server answered. */
export interface Answer {
  status: number;
  /** The JSON of the body; an empty object where there was none. */
  body: Record<string, unknown>;
}

export type Ask = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) => Promise<Answer>;

/**
 * Asks a running server, with the key of one customer.
 *
 * @example
 * const ask = createAsk({ url: 'http://127.0.0.1:8000', customerId: 'demo', token: 'ovt_demo' });
 * const { body } = await ask('GET', '/mock/settled?customer_id=demo');
 * @throws StartError if no server answers.
 */
export function createAsk({ url, customerId, token }: Connection): Ask {
  return async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        'X-Customer-ID': customerId,
        Authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw unreachable(url, error);
    });
    const answer: unknown = await response.json().catch(() => ({}));
    const isObject = typeof answer === 'object' && answer !== null;
    return { status: response.status, body: isObject ? (answer as Answer['body']) : {} };
  };
}

/** The error of a server that does not answer. */
export function unreachable(url: string, error: unknown): StartError {
  const { cause } = error as { cause?: { code?: unknown } };
  const reason = typeof cause?.code === 'string' ? ` (${cause.code})` : '';
  return new StartError(
    `[OneVault] Failed to reach ${url}: no server answers there${reason}. Try --url with the address that onevault-mock-server printed.`,
  );
}
