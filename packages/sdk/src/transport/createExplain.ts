import { guard } from '../browser/guard.ts';
import type { Config } from '../config.ts';
import { createWarnOnce } from '../warn.ts';

/** Tells the developer why a request failed. */
export type Explain = (status: number, error: string, body: unknown) => void;

/** The fields of an answer of the API that say something; the inherited server has only `detail`. */
interface Said {
  success?: boolean;
  status?: string;
  error_code?: string;
  message?: string;
  /** A text, or a list. */
  detail?: { msg?: string }[];
  rejected?: Said[];
}

/** A visitor who goes on to the next page loses a request, too: this many in a row are no accident. */
const SILENT_REQUESTS = 3;

/**
 * Warns of each cause once, with the server's own words, which say most, and what to try. An answer that is not the
 * API's comes from something else at this address.
 */
export function createExplain({ apiBaseUrl }: Config): Explain {
  /** By the API's error code or the status. */
  const hints: Record<string, string> = {
    0: 'Is it down? CORS, CSP connect-src, mixed content, an ad blocker?',
    401: 'Check customerId and apiToken.',
    NOT_FOUND: 'No OneVault server: check apiBaseUrl.',
    ORIGIN_NOT_ALLOWED: `Allow ${globalThis.location?.origin}.`,
  };
  const warn = createWarnOnce();
  let silent = 0;
  return guard((status, error, body) => {
    silent = status ? 0 : silent + 1;
    const answer = (body || {}) as Said;
    const refused = answer.rejected?.[0];
    const { detail, error_code, message } = refused || answer;
    const isOurs = error_code || detail || !status || status >= 500;
    const cause = error_code || (isOurs ? `${status}` : 'NOT_FOUND');
    const isFine = !error && !refused && (answer.success || answer.status);
    if (isFine || (!status && silent < SILENT_REQUESTS)) return;
    const reason = [error, message || detail?.[0]?.msg || detail, hints[cause] || hints[status]]
      .filter(Boolean)
      .join('. ');
    warn(`Failed to send to ${apiBaseUrl}: ${reason}`, cause);
  });
}
