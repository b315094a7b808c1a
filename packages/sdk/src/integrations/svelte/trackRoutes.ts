import type { AutoTrackingOptions, OneVaultTracker } from '../../entries/npm.ts';

/** The part of SvelteKit's `AfterNavigate` that is used. */
export interface Navigation {
  to: { url: URL; route: { id: string | null } } | null;
}

/**
 * A callback for SvelteKit's `afterNavigate`: enables auto-tracking at its first call, which comes once the app runs in the
 * browser. Page views carry the pattern of their route, such as `/blog/[slug]`.
 *
 * @example afterNavigate(trackRoutes(tracker));
 *
 * @param autoTracking options of `enableAutoTracking`; default: all on
 */
export function trackRoutes(
  // biome-ignore lint/suspicious/noExplicitAny: a tracker with a plan takes less, so `object` would refuse it.
  tracker: OneVaultTracker<any>,
  autoTracking?: AutoTrackingOptions,
): (navigation: Navigation) => void {
  // The address changes before the navigation has ended, and the page of before may still wait for its title.
  const patterns = new Map<string, string>();
  return ({ to }) => {
    if (to) patterns.set(to.url.pathname, to.route.id ?? '');
    // Enabling again changes nothing.
    tracker.enableAutoTracking({ route: ({ pathname }) => patterns.get(pathname), ...autoTracking });
  };
}
