import type { Feature } from '../autotrack/feature.ts';
import { listen } from '../browser/listen.ts';
import { scrubUrl } from '../privacy/scrubUrl.ts';

/** What `errors` takes. */
export interface ErrorsOptions {
  /** Most errors of one page load; a loop that fails makes thousands. Default 10. */
  max?: number;
}

/** The script tag's own files: what fails in there is not the page's doing. */
const OWN = /\/onevault(\.full)?\.min\.js/;
const MAX_MESSAGE_LENGTH = 500;
const MAX_STACK_LENGTH = 2_000;

/**
 * Tracks uncaught errors and unhandled rejections as `js_error` with `message`, `source`, `line`, `column`, `stack`: each
 * once, at most `max` a page load. Addresses in them are scrubbed; what the tracker itself does is never among them.
 *
 * @example tracker.enableAutoTracking({ features: [errors({ max: 5 })] });
 */
export function errors({ max = 10 }: ErrorsOptions = {}): Feature {
  return (tracker) => {
    const known = new Set<string>();
    return listen<ErrorEvent & PromiseRejectionEvent>(window, 'error unhandledrejection', (event) => {
      const isError = event.type === 'error';
      // An image that is missing fires one at itself, and it is captured on its way.
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

/** Word by word, since an address or a token can stand anywhere. */
function scrubText(text: string): string {
  return String(text).replace(/[^\s()'"<>,]+/g, (word) => scrubUrl(word));
}
