import { HEADER_CUSTOMER_ID } from '@onevault/contract';
import { type Answer, CheckFailure, valueAt } from './answer.ts';

/** A healthy server answers sooner. The limit turns a hanging check into a failed one. */
const REQUEST_TIMEOUT_MS = 15_000;

export interface Client {
  /** The visitor of the events that the checks post, so that they can be removed afterwards. */
  readonly visitorId: string;
  /** The ids of the accepted events. */
  readonly accepted: string[];
  /** Fails when the status differs from `status` (default 200). */
  get(path: string, options?: { status?: number }): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  /** Accepts any status. */
  ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer>;
}

/** The server gave no answer: the remaining checks would fail the same way. */
export class Unreachable extends CheckFailure {
  override name = 'Unreachable';
}

/** Talks to the API as any inherited client does: two headers and JSON. */
export function createClient(url: string, customer: string, token: string): Client {
  const visitorId = `visitor_check_${crypto.randomUUID()}`;
  const base = url.replace(/\/+$/, '');

  const ask: Client['ask'] = async (method, path, body) => {
    const what = `${method} ${path}`;
    let response: Response;
    try {
      response = await fetch(base + path, {
        method,
        headers: {
          [HEADER_CUSTOMER_ID]: customer,
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
    } catch (error) {
      throw new Unreachable(`Failed to reach ${base}: ${toReason(error)}. Is the server running there?`);
    }
    return { what, status: response.status, body: await response.json().catch(() => undefined) };
  };

  const expectStatus = (answer: Answer, status: number) => {
    if (answer.status === status) return answer;
    if (answer.status === 401) {
      throw new CheckFailure(
        `${answer.what}: HTTP 401, the server does not accept this token for customer "${customer}"`,
      );
    }
    if (valueAt(answer, 'error_code') === 'ORIGIN_NOT_ALLOWED') {
      throw new CheckFailure(
        `${answer.what}: HTTP 403, this key is bound to the pages of some origins; the checks are no page and need a full key (keys create --scope full)`,
      );
    }
    if (answer.status === 403) {
      throw new CheckFailure(`${answer.what}: HTTP 403, this is a write key; the checks need a key that may also read`);
    }
    const detail = valueAt(answer, 'detail') ?? valueAt(answer, 'message');
    const said = detail === undefined ? '' : ` (${JSON.stringify(detail).slice(0, 200)})`;
    throw new CheckFailure(`${answer.what}: HTTP ${answer.status}${said}, expected ${status}`);
  };

  return {
    visitorId,
    accepted: [],
    ask,
    get: async (path, { status = 200 } = {}) => expectStatus(await ask('GET', path), status),
    post: async (path, body) => expectStatus(await ask('POST', path, body), 200),
  };
}

function toReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${REQUEST_TIMEOUT_MS / 1000} s`;
  // fetch hides the reason ("connection refused") one level down.
  const { cause } = error;
  if (cause instanceof Error) return cause.message || String((cause as { code?: unknown }).code ?? error.message);
  return error.message;
}
