import type { Feature } from '../autotrack/feature.ts';
import { listen } from '../browser/listen.ts';
import { describeElement } from './describeElement.ts';

/**
 * Tracks a `copy` when text is copied: the place and the number of characters, never the text.
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
