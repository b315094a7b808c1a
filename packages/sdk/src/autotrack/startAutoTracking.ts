import { stopAll } from '../browser/stopAll.ts';
import type { AutoTracker, AutoTrackingOptions, Feature } from './feature.ts';
import { startClicks } from './startClicks.ts';
import { startEngagement } from './startEngagement.ts';
import { startForms } from './startForms.ts';
import { startPageViews } from './startPageViews.ts';

/** Starts the features that are not switched off; the returned function stops them. Does nothing without a document. */
export function startAutoTracking(tracker: AutoTracker, options: AutoTrackingOptions = {}): () => void {
  const stops: (() => void)[] = [];
  if (globalThis.document) {
    // Extras first: they may change the identity. Page views last: the other features must see the first one.
    const features: Feature[] = [...(options.features || []), startForms, startClicks, startEngagement, startPageViews];
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
