import { listen } from '../../browser/listen.ts';
import { OneVaultTracker } from '../../entries/npm.ts';
import type { AstroTrackingOptions } from './trackingIntegration.ts';

/** Makes the tracker of an Astro page and enables auto-tracking; the integration calls it. */
export function startTracking({ autoTracking, ...options }: AstroTrackingOptions): OneVaultTracker {
  const tracker = new OneVaultTracker(options);
  // The address changes before the page does, and the page of before may still wait for its title.
  const patterns = new Map<string, string>();
  const read = (): void => {
    patterns.set(location.pathname, document.documentElement.dataset.ovRoute ?? '');
  };
  read();
  // Of `<ClientRouter />`, for each page that it has put in place.
  listen(document, 'astro:page-load', read);
  if (autoTracking !== false)
    tracker.enableAutoTracking({ route: ({ pathname }) => patterns.get(pathname), ...autoTracking });
  return tracker;
}
