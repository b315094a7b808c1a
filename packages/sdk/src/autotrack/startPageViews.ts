import { attempt } from '../browser/attempt.ts';
import { cut } from '../browser/cut.ts';
import { isHidden } from '../browser/isHidden.ts';
import { listen } from '../browser/listen.ts';
import { now } from '../browser/now.ts';
import { readText } from '../browser/readText.ts';
import { startRoutes } from '../browser/startRoutes.ts';
import { startTimer } from '../browser/startTimer.ts';
import { stopAll } from '../browser/stopAll.ts';
import { toUrl } from '../browser/toUrl.ts';
import type { AutoTracker, AutoTrackingOptions, Viewed } from './feature.ts';

/** How long a new route may take to set its title: a router needs a few frames, data a request. */
const TITLE_AFTER_MS = 500;

/**
 * Tracks a `page_view` when the page first becomes visible, when it returns from the back/forward cache, and when its
 * route changes. A route's view is recorded at once (address, time) and sent when the title changes or the page goes.
 */
export function startPageViews(tracker: AutoTracker, options: AutoTrackingOptions): () => void {
  if (options.pageViews === false) return () => {};
  const toKey = options.routeKey || toRoute;
  let isStarted = false;
  /** Where the route came from that the present task has begun. */
  let fresh: { _from: Viewed; _type: string | null } | undefined;
  let cancel = (): void => {};
  let tell = (): void => {};

  const view = (changeType: string | null): void => {
    const url = toUrl(location.href);
    const key = toKey(url);
    let from = tracker._viewed;
    let loadType = changeType;
    if (from && loadType !== 'bfcache' && from._key === key) {
      from._url = url;
      return;
    }
    if (fresh && loadType === 'replace') {
      // A route that is replaced in its first task was never seen.
      ({ _from: from, _type: loadType } = fresh);
      cancel();
    } else tell();
    tracker._viewed = { _key: key, _url: url };
    // Later events belong to the new page.
    if (from) tracker._beginPage(url.href);
    const previous = loadType === 'bfcache' ? undefined : from;
    if (previous?._key === key) return;
    const title = readText(document, 'title');
    const event_data = {
      timestamp: attempt(now),
      referrer: previous ? previous._url.href : attempt(() => readText(document, 'referrer')),
      load_type: loadType,
      previous_path: previous?._url.pathname,
    };
    const track = (): void => {
      tracker.trackEvent({
        event_type: 'page_view',
        page_url: url.href,
        event_data: { title: cut(readText(document, 'title')), ...event_data },
      });
    };
    if (!previous) {
      track();
      return;
    }
    fresh = { _from: previous, _type: loadType };
    const stopFresh = startTimer(() => {
      fresh = undefined;
    }, 0);
    // Next.js removes the old title before it sets the new one.
    const titles = attempt(
      () =>
        new globalThis.MutationObserver(() => {
          const set = readText(document, 'title');
          if (set && set !== title) tell();
        }),
    );
    const stopTimer = startTimer(() => tell(), TITLE_AFTER_MS);
    cancel = () => {
      cancel = tell = () => {};
      fresh = undefined;
      titles?.disconnect();
      stopFresh();
      stopTimer();
    };
    tell = () => {
      cancel();
      track();
    };
    titles?.observe(document.head, { childList: true, subtree: true, characterData: true });
  };
  const load = (): void => {
    tell();
    // A prerendered page is hidden until it is activated, a background tab until it is shown.
    if (isStarted || readText(document, 'readyState') === 'loading' || isHidden()) return;
    isStarted = true;
    const type = attempt(
      () => (globalThis.performance.getEntriesByType('navigation') as PerformanceNavigationTiming[])[0]?.type,
    );
    // A page that was viewed before auto-tracking was switched off and on is not loaded anew.
    view(tracker._viewed ? 'push' : type || 'navigate');
  };
  const stops = [
    listen(document, 'DOMContentLoaded visibilitychange prerenderingchange', load),
    listen<PageTransitionEvent>(window, 'pageshow', ({ persisted }) => persisted && isStarted && view('bfcache')),
    startRoutes((type) => isStarted && view(type)),
  ];
  load();
  return stopAll([() => tell(), ...stops]);
}

/** A slash at the end, or a hash without a route (`#/`), is no other route. */
function toRoute({ pathname, hash }: URL): string {
  return [pathname, /^#[!/]/.test(hash) ? hash : ''].map((part) => part.replace(/[#!/]+$/, '')).join('');
}
