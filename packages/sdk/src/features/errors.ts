import type { Feature } from '../autotrack/feature.ts';
import { cut } from '../browser/cut.ts';
import { listen } from '../browser/listen.ts';
import { toMessage } from '../browser/toMessage.ts';
import { scrubUrl } from '../privacy/scrubUrl.ts';

/** Options of `errors`. */
export interface ErrorsOptions {
  /** Maximum errors per page load; a failing loop makes thousands. Default 10. */
  max?: number;
}

/** The script tag's own files: their errors are not the page's. */
const OWN = /\/onevault(\.full)?\.min\.js/;
export const MAX_MESSAGE_LENGTH = 500;
export const MAX_STACK_LENGTH = 2_000;
/** More than what is sent, so that the cut is behind it, and not in a secret; much less than a megabyte. */
const MAX_READ_LENGTH = 4_000;

/**
 * Tracks uncaught errors and unhandled rejections as `js_error` with `message`, `source`, `line`, `column`, `stack`: each
 * once, at most `max` per page load. Addresses in them are scrubbed; errors of the tracker itself are not tracked.
 *
 * @example tracker.enableAutoTracking({ features: [errors({ max: 5 })] });
 */
export function errors({ max = 10 }: ErrorsOptions = {}): Feature {
  return (tracker) => {
    const known = new Set<string>();
    return listen<ErrorEvent & PromiseRejectionEvent>(window, 'error unhandledrejection', (event) => {
      const { target, currentTarget, type, lineno, colno } = event;
      // A missing image fires an error event at itself, which this listener captures too.
      if (target !== currentTarget) return;
      const isError = type === 'error';
      const cause: unknown = isError ? event.error : event.reason;
      const source = cut(event.filename || '', MAX_READ_LENGTH);
      const stack = readError(cause, 'stack');
      const message = readError(cause, 'message') || cut(event.message || toMessage(cause), MAX_READ_LENGTH);
      const key = `${message}${source}${lineno}${isError ? '' : stack}`;
      if (OWN.test(source) || OWN.test(stack.split('\n', 2).join()) || known.has(key) || known.size >= max) return;
      known.add(key);
      tracker.trackEvent('js_error', {
        kind: isError ? 'error' : 'rejection',
        name: cut(readError(cause, 'name'), MAX_MESSAGE_LENGTH) || undefined,
        message: scrubText(message, MAX_MESSAGE_LENGTH),
        source: source && scrubUrl(source),
        line: lineno,
        column: colno,
        stack: scrubText(stack, MAX_STACK_LENGTH),
      });
    });
  };
}

/** A text of a thrown value, which can be anything: nothing if it is no text, or cannot be read. */
export function readError(cause: unknown, name: keyof Error): string {
  try {
    const text = (cause as Error)[name];
    return typeof text === 'string' ? cut(text, MAX_READ_LENGTH) : '';
  } catch {
    return '';
  }
}

/** Word by word, since an address or a token can be anywhere. */
export function scrubText(text: string, maxLength: number): string {
  return cut(
    text.replace(/[^\s()'"<>,]+/g, (word) => scrubUrl(word)),
    maxLength,
  );
}
