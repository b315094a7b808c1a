import { cut } from '../browser/cut.ts';
import { listen } from '../browser/listen.ts';
import { now } from '../browser/now.ts';
import { startRoutes } from '../browser/startRoutes.ts';
import { startTimer } from '../browser/startTimer.ts';
import { stopAll } from '../browser/stopAll.ts';
import type { AutoTracker, AutoTrackingOptions } from './feature.ts';

/** How long a new route may take to set its title: a router needs a few frames, data a request. */
const TITLE_AFTER_MS = 500;

/**
 * Tracks a `page_view` when the page first becomes visible, when it returns from the back/forward cache, and when its
 * route changes. A route's view is recorded at once (address, time) and sent when the title changes or the page goes.
 */
export function startPageViews(tracker: AutoTracker, options: AutoTrackingOptions): () => void {
  if (options.pageViews === false) return () => {};
  const toKey = options.routeKey || toRoute;
  let key: string | undefined;
  let url: URL | undefined;
  let tell = (): void => {};

  const view = (loadType: string | null): void => {
    const last = url;
    const next = new URL(location.href);
    const isLoad = !last || loadType === 'bfcache';
    const nextKey = toKey(next);
    url = next;
    if (!isLoad && nextKey === key) return;
    tell();
    key = nextKey;
    // Later events belong to the new page.
    if (last) tracker._beginPage(next.href);
    const { title, referrer } = document;
    const event_data = {
      timestamp: now(),
      referrer: isLoad ? `${referrer}` : last.href,
      load_type: loadType,
      previous_path: isLoad ? undefined : last.pathname,
    };
    // Next.js removes the old title before it sets the new one.
    const titles = new MutationObserver(() => document.title && document.title !== title && tell());
    const stopTimer = startTimer(() => tell(), TITLE_AFTER_MS);
    tell = () => {
      tell = () => {};
      titles.disconnect();
      stopTimer();
      tracker.trackEvent({
        event_type: 'page_view',
        page_url: next.href,
        // A text even if an image named `title` hides the property.
        event_data: { title: cut(`${document.title}`), ...event_data },
      });
    };
    if (isLoad) tell();
    else titles.observe(document.head, { childList: true, subtree: true, characterData: true });
  };
  const load = (): void => {
    tell();
    // A prerendered page is hidden until it is activated, a background tab until it is shown.
    if (url || document.readyState === 'loading' || document.visibilityState === 'hidden') return;
    const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    view(entry?.type || 'navigate');
  };
  const stops = [
    listen(document, 'DOMContentLoaded visibilitychange prerenderingchange', load),
    listen<PageTransitionEvent>(window, 'pageshow', ({ persisted }) => persisted && url && view('bfcache')),
    startRoutes((type) => url && view(type)),
  ];
  load();
  return stopAll([() => tell(), ...stops]);
}

function toRoute({ pathname, hash }: URL): string {
  return pathname + (/^#[!/]/.test(hash) ? hash : '');
}
