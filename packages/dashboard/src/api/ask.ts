import type { ErrorCode, ErrorReply } from '@onevault/contract';
import { onSessionChange } from './onSessionChange.ts';

/** An answer that is no success. `status` 0: there was no answer. */
export class AskError extends Error {
  override name = 'AskError';
  readonly status: number;
  readonly code: ErrorCode | null;

  constructor(status: number, code: ErrorCode | null, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface AskOptions {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: object;
  signal?: AbortSignal;
}

/**
 * Asks the server, which knows who asks by the session's cookie.
 *
 * @throws AskError; the browser's own `AbortError` when the signal is aborted
 */
export async function ask<Reply>(path: string, { method = 'GET', body, signal }: AskOptions = {}): Promise<Reply> {
  const answer = await fetch(path, {
    method,
    headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new AskError(0, null, '');
  });
  if (answer.ok) return (await answer.json()) as Reply;
  throw await toAskError(answer, path);
}

export async function toAskError(answer: Response, path: string): Promise<AskError> {
  const { error_code = null, message = '' } = ((await answer.json().catch(() => null)) ?? {}) as Partial<ErrorReply>;
  if (!path.startsWith('/api/v1/session')) {
    if (error_code === 'INVALID_TOKEN' || error_code === 'MISSING_CUSTOMER_ID') onSessionChange('ended');
    if (error_code === 'SHARE_KEY_LIMIT') onSessionChange('limited');
  }
  return new AskError(answer.status, error_code, message);
}

/** A path with its parameters: empty ones are left out. */
export function toPath(path: string, parameters: Record<string, string | number | null | undefined>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path;
}
