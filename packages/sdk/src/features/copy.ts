import type { Feature } from '../autotrack/feature.ts';
import { listen } from '../browser/listen.ts';
import { describeElement } from './describeElement.ts';

/**
 * Tracks a `copy` when something is copied: where, and how many characters, never which.
 *
 * @example tracker.enableAutoTracking({ features: [copy()] });
 */
export function copy(): Feature {
  return (tracker) =>
    listen(document, 'copy', (event) => {
      const element = describeElement(event.composedPath());
      if (!element) return;
      const { length } = String(getSelection());
      tracker.trackEvent('copy', { ...element, text: undefined, length });
    });
}
