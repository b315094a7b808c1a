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
  detail?: unknown;
  rejected?: Said[];
}

/** A visitor who goes on to the next page loses a request, too: this many in a row are no accident. */
const SILENT_REQUESTS = 3;
const NO_ANSWER = 'Is it down, or is this CORS, CSP connect-src, http on a https page, or an ad blocker?';
const NOT_OURS = 'There is no OneVault server: check apiBaseUrl.';

/**
 * Warns of each cause once, with the server's own words, which say most, and what to try. Answers that are not the
 * API's come from something else at this address.
 */
export function createExplain({ apiBaseUrl }: Config): Explain {
  const hints: Record<string, string> = {
    401: 'Check customerId and apiToken.',
    ORIGIN_NOT_ALLOWED: `Allow ${globalThis.location?.origin} for it.`,
  };
  const warn = createWarnOnce();
  let silent = 0;
  return guard((status, error, body) => {
    silent = status ? 0 : silent + 1;
    const answer = (body || {}) as Said;
    const refused = answer.rejected?.[0];
    const { error_code = status, message, detail } = refused || answer;
    const isFine = !error && !refused && (answer.success || answer.status);
    if (isFine || (!status && silent < SILENT_REQUESTS)) return;
    let hint = NO_ANSWER;
    if (status >= 500) hint = '';
    else if (refused || ((answer.error_code || detail) && status !== 404))
      hint = hints[error_code] || hints[status] || '';
    else if (status) hint = NOT_OURS;
    const reason = [error, message || detail, hint].filter(Boolean).join('. ');
    warn(`Failed to send to ${apiBaseUrl}: ${reason}`, `${error_code}`);
  });
}
