import { stopAll } from '../browser/stopAll.ts';
import type { AutoTracker, AutoTrackingOptions, Feature } from './feature.ts';
import { startClicks } from './startClicks.ts';
import { startEngagement } from './startEngagement.ts';
import { startForms } from './startForms.ts';
import { startPageViews } from './startPageViews.ts';

/** The features that are not switched off, until the returned function is called. Nothing where there is no document. */
export function startAutoTracking(tracker: AutoTracker, options: AutoTrackingOptions = {}): () => void {
  const stops: (() => void)[] = [];
  if (globalThis.document) {
    // Page views last: what the others do with one has to be there for the first. Extras first, they may change who it is.
    const features: Feature[] = [...(options.features || []), startForms, startClicks, startEngagement, startPageViews];
    for (const start of features) {
      try {
        stops.push(start(tracker, options));
      } catch {
        // One that fails is missing, and nothing else.
      }
    }
  }
  return stopAll(stops);
}
