import { stopAll } from '../browser/stopAll.ts';
import { toList } from '../browser/toList.ts';
import { checkOptions, type OptionKinds } from '../checkOptions.ts';
import type { AutoTracker, AutoTrackingOptions, Feature } from './feature.ts';
import { startClicks } from './startClicks.ts';
import { startEngagement } from './startEngagement.ts';
import { startForms } from './startForms.ts';
import { startPageViews } from './startPageViews.ts';

/** What each option may be. */
const KINDS: OptionKinds = {
  boolean: 'pageViews clicks forms outbound downloads contact items scroll engagement',
  function: 'features routeKey route',
  string: 'formFields',
};

/**
 * Starts the features that are not switched off; the returned function stops them. Does nothing without a document.
 * `named` are more options that the build knows.
 */
export function startAutoTracking(
  tracker: AutoTracker,
  given: AutoTrackingOptions = {},
  named?: OptionKinds,
): () => void {
  const options = checkOptions({ ...KINDS, ...named }, given);
  const stops: (() => void)[] = [];
  if (globalThis.document) {
    // Extras first: they may change the identity. Page views last: the other features must see the first one.
    const features: Feature[] = [...toList(options.features), startForms, startClicks, startEngagement, startPageViews];
    for (const start of features) {
      try {
        stops.push(start(tracker, options));
      } catch {
        // A feature that fails does not affect the others.
      }
    }
  }
  return stopAll(stops);
}
