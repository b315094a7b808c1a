import { failed } from '@onevault/server/internal/cli/readFlags';
import type { GivenKey } from '@onevault/server/internal/service/keys';
import { DEMO_KEY } from '../../kit/createMockKit.ts';

/** A server that runs already, and one customer of it. */
export interface Connection {
  /** Without a slash at its end. */
  url: string;
  customerId: string;
  /** A full key. */
  token: string;
}

/** The flags of commands that talk to a running server. */
export const CONNECTION_FLAGS = {
  url: { type: 'string' },
  key: { type: 'string' },
} as const;

/** Where a mock server listens by default. */
export const DEFAULT_URL = 'http://127.0.0.1:8000';

/** Reads `--url`; throws a `StartError` that says what an address looks like. */
export function readUrl(flag: string, text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw failed(flag, `"${text}" is not the address of a server`, `${flag} http://localhost:8000`);
  }
  return text.replace(/\/+$/, '');
}

/** Reads `--key <customer>:<token>`, by default the key of every mock server. The message never repeats the token. */
export function readFullKey(text: string | undefined): GivenKey {
  if (text === undefined) return DEMO_KEY;
  // The token may hold colons, the customer id may not.
  const [, customerId, token] = /^([^:\s]+):([\x21-\x7e]+)$/.exec(text) ?? [];
  if (!customerId || !token) throw failed('--key', 'it has another form', '--key <customer>:<token>');
  return { customerId, token, scope: 'full' };
}
