import type { AutoTrackingOptions, OneVaultTracker } from '../../entries/npm.ts';

/** The part of `page` of `$app/state` that is used. */
export interface PageLike {
  url: URL;
  route: { id: string | null };
}

/**
 * A callback for SvelteKit's `afterNavigate`: enables auto-tracking at its first call, which comes once the app runs in the
 * browser. Page views carry the pattern of their route, such as `/blog/[slug]`, from `page` of `$app/state`.
 *
 * @example afterNavigate(trackRoutes(tracker, page));
 *
 * @param autoTracking options of `enableAutoTracking`; default: all on
 */
export function trackRoutes(
  // biome-ignore lint/suspicious/noExplicitAny: a tracker with a plan takes less, so `object` would refuse it.
  tracker: OneVaultTracker<any>,
  page: PageLike,
  autoTracking?: AutoTrackingOptions,
): () => void {
  // The address changes before the navigation has ended, and the page of before may still wait for its title.
  const patterns = new Map<string, string>();
  return () => {
    // Not from the navigation: SvelteKit 2.70 gives the first one no route.
    patterns.set(page.url.pathname, page.route.id ?? '');
    // Enabling again changes nothing.
    tracker.enableAutoTracking({ route: ({ pathname }) => patterns.get(pathname), ...autoTracking });
  };
}
