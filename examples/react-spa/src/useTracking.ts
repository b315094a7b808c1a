import { useEffect } from 'react';
import { tracker } from './tracker.ts';

/**
 * Enables auto-tracking: clicks, forms, and a page view for each route, with the title that React sets for it. Enabling
 * twice, as StrictMode does, changes nothing.
 */
export function useTracking(): void {
  useEffect(() => {
    tracker.enableAutoTracking();
  }, []);
}
