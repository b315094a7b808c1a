import { type AutoTrackingOptions, OneVaultTracker, type TrackerOptions } from '../../entries/npm.ts';
import { readRoutePattern } from './readRoutePattern.ts';

/**
 * Makes the tracker of a Next.js app and enables auto-tracking. Page views carry the pattern of their route, such as
 * `/blog/[slug]`. It needs no component and no hook, so it neither waits for Suspense nor makes a page dynamic.
 *
 * @example
 * // instrumentation-client.ts
 * startTracking({ apiBaseUrl: 'https://track.example', customerId: 'shop', apiToken: 'ovt_…' });
 *
 * @param autoTracking options of `enableAutoTracking`; default: all on
 * @throws Error if `customerId` or `apiToken` is missing, as `new OneVaultTracker` does.
 */
export function startTracking(options: TrackerOptions, autoTracking?: AutoTrackingOptions): OneVaultTracker {
  const tracker = new OneVaultTracker(options);
  tracker.enableAutoTracking({ route: readRoutePattern, ...autoTracking });
  return tracker;
}
