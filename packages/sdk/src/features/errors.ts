import type { Feature } from '../autotrack/feature.ts';
import { listen } from '../browser/listen.ts';
import { scrubUrl } from '../privacy/scrubUrl.ts';

/** Options of `errors`. */
export interface ErrorsOptions {
  /** Maximum errors per page load; a failing loop makes thousands. Default 10. */
  max?: number;
}

/** The script tag's own files: their errors are not the page's. */
const OWN = /\/onevault(\.full)?\.min\.js/;
const MAX_MESSAGE_LENGTH = 500;
const MAX_STACK_LENGTH = 2_000;

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
      const isError = event.type === 'error';
      // A missing image fires an error event at itself, which this listener captures too.
      if (isError && (event.target as Element).localName) return;
      const cause: unknown = isError ? event.error : event.reason;
      const { message = event.message || String(cause), stack = '', name } = (cause || {}) as Partial<Error>;
      const source = event.filename || '';
      const key = `${message}${source}${event.lineno}${isError ? '' : stack}`;
      if (OWN.test(source) || OWN.test(stack.split('\n', 2).join()) || known.has(key) || known.size >= max) return;
      known.add(key);
      tracker.trackEvent('js_error', {
        kind: isError ? 'error' : 'rejection',
        name,
        message: scrubText(message).slice(0, MAX_MESSAGE_LENGTH),
        source: source && scrubUrl(source),
        line: event.lineno,
        column: event.colno,
        stack: scrubText(stack.slice(0, MAX_STACK_LENGTH)),
      });
    });
  };
}

/** Word by word, since an address or a token can be anywhere. */
function scrubText(text: string): string {
  return String(text).replace(/[^\s()'"<>,]+/g, (word) => scrubUrl(word));
}
