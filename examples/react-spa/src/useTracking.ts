import { useEffect } from 'react';
import { tracker } from './tracker.ts';

/**
 * Tracks the app by itself: clicks, forms, and a page view for each route, with the title that React puts in place
 * for it. Switching on twice, as StrictMode does, changes nothing.
 */
export function useTracking(): void {
  useEffect(() => {
    tracker.enableAutoTracking();
  }, []);
}
