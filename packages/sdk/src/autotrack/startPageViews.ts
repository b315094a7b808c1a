import { listen } from '../browser/listen.ts';
import type { AutoTracker } from './startAutoTracking.ts';

/** One page view: at once, or when the document is parsed and its title is known. */
export function startPageViews(tracker: AutoTracker): () => void {
  const track = (): void => {
    tracker.trackPageView();
  };
  if (document.readyState === 'loading') {
    return listen(document, 'DOMContentLoaded', track);
  }
  track();
  return () => {};
}
