import { toMessage } from '../src/browser/toMessage.ts';
import type { Request } from '../src/transport/createRequest.ts';
import { toErrorText } from '../src/transport/toErrorText.ts';
import { toHeaders } from '../src/transport/toHeaders.ts';
import { createWarnOnce } from '../src/warn.ts';
import type { NodeConfig } from './options.ts';

/** Long for a server beside ours, and short enough for a process that wants to end. */
const TIMEOUT_MS = 20_000;
/** A server that is deployed anew is away for a moment: this many failures in a row are no accident. */
const SILENT_FAILURES = 3;
/**
 * None: `fetch` would call itself `node`, which is a bot, and what a process reports about people would not be counted. A
 * made-up browser would be counted as one.
 */
const USER_AGENT = '';

/** Calls the API with this customer's headers, and tells each cause of a failure once. Never rejects and never hangs. */
export function createRequest(config: NodeConfig): Request {
  const explain = createExplain(config.apiBaseUrl);
  return async (path, init) => {
    try {
      const { keepalive: _, ...rest } = init;
      const response = await fetch(config.apiBaseUrl + path, {
        ...rest,
        headers: { 'User-Agent': USER_AGENT, ...toHeaders(config), ...init.headers },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        // Nobody but this server gets the key.
        redirect: 'manual',
      });
      const { status, headers } = response;
      // A body that is cut off, or from another program, confirms nothing: the events stay.
      const body: unknown = await response.json().catch(() => undefined);
      const error = status < 300 ? '' : toErrorText(status);
      explain(status, error, body);
      return { _status: status, _error: error, _body: body, _headers: headers };
    } catch (error) {
      const reason = toReason(error);
      explain(0, reason, undefined);
      return { _status: 0, _error: reason };
    }
  };
}

/** `fetch` says only that it failed, and its cause why. */
function toReason(error: unknown): string {
  const { cause } = error as { cause?: { code?: string } };
  return [toMessage(error), cause?.code].filter(Boolean).join(': ');
}

function createExplain(apiBaseUrl: string): (status: number, error: string, body: unknown) => void {
  const warn = createWarnOnce();
  let failures = 0;
  return (status, error, body) => {
    const answer = (body ?? {}) as Said;
    const { error_code, message, detail } = answer.rejected?.[0] ?? answer;
    const isOurs = !!(error_code ?? detail);
    const isBusy = !status || status >= 500 || status === 429;
    failures = isBusy ? failures + 1 : 0;
    if (
      (!error && !answer.rejected?.length && (answer.success || answer.status)) ||
      (isBusy && failures < SILENT_FAILURES)
    )
      return;
    const hint =
      !isBusy && !isOurs ? 'No OneVault server: check apiBaseUrl' : status === 401 && 'Check customerId and apiToken';
    const said = message ?? (typeof detail === 'string' ? detail : detail?.[0]?.msg);
    warn(
      `Failed to send to ${apiBaseUrl}: ${[error, said, hint].filter(Boolean).join('. ')}.`,
      error_code ?? `${status}`,
    );
  };
}

/** The fields of an answer of the API that say something; the inherited server has only `detail`. */
interface Said {
  success?: boolean;
  status?: string;
  error_code?: string;
  message?: string;
  detail?: string | { msg?: string }[];
  rejected?: Said[];
}
