import type { Feature } from '../autotrack/feature.ts';
import { cut } from '../browser/cut.ts';
import { listen } from '../browser/listen.ts';

/**
 * Tracks a `print` when the page is about to be printed.
 *
 * @example tracker.enableAutoTracking({ features: [print()] });
 */
export function print(): Feature {
  return (tracker) => listen(window, 'beforeprint', () => tracker.trackEvent('print', { title: cut(document.title) }));
}
