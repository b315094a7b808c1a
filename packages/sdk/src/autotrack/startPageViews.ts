import { attempt } from '../browser/attempt.ts';
import { listen } from '../browser/listen.ts';
import { now } from '../browser/now.ts';
import { readText } from '../browser/readText.ts';
import { startRoutes } from '../browser/startRoutes.ts';
import { startTimer } from '../browser/startTimer.ts';
import { stopAll } from '../browser/stopAll.ts';
import { toUrl } from '../browser/toUrl.ts';
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
    const next = toUrl(location.href);
    const isLoad = !last || loadType === 'bfcache';
    const nextKey = toKey(next);
    url = next;
    if (!isLoad && nextKey === key) return;
    tell();
    key = nextKey;
    // Later events belong to the new page.
    if (last) tracker._beginPage(next.href);
    const title = readText(document, 'title');
    const event_data = {
      timestamp: attempt(now),
      referrer: isLoad ? attempt(() => readText(document, 'referrer')) : last.href,
      load_type: loadType,
      previous_path: isLoad ? undefined : last.pathname,
    };
    // Next.js removes the old title before it sets the new one.
    const titles = attempt(
      () =>
        new globalThis.MutationObserver(() => {
          const set = readText(document, 'title');
          if (set && set !== title) tell();
        }),
    );
    const stopTimer = startTimer(() => tell(), TITLE_AFTER_MS);
    tell = () => {
      tell = () => {};
      titles?.disconnect();
      stopTimer();
      tracker.trackEvent({
        event_type: 'page_view',
        page_url: next.href,
        event_data: { title: readText(document, 'title'), ...event_data },
      });
    };
    if (isLoad) tell();
    else titles?.observe(document.head, { childList: true, subtree: true, characterData: true });
  };
  const load = (): void => {
    tell();
    // A prerendered page is hidden until it is activated, a background tab until it is shown.
    if (url || readText(document, 'readyState') === 'loading' || readText(document, 'visibilityState') === 'hidden')
      return;
    const type = attempt(
      () => (globalThis.performance.getEntriesByType('navigation') as PerformanceNavigationTiming[])[0]?.type,
    );
    view(type || 'navigate');
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
