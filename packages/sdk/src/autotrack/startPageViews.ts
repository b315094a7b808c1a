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
import { type Moment, readMoment, readTitle } from '../capture/moment.ts';
import type { AutoTracker, AutoTrackingOptions, Viewed } from './feature.ts';

/** How long a new route may take to set its title: a router needs a few frames, data a request. */
const TITLE_AFTER_MS = 500;
/** How long a view waits for the pattern of its route: a slow phone takes seconds until a framework has started. */
const PATTERN_AFTER_MS = 5_000;
/** How often it asks. */
const PATTERN_EACH_MS = 100;

/**
 * Tracks a `page_view` when the page first becomes visible, when it returns from the back/forward cache, and when its
 * route changes. A route's view is recorded at once (address, time) and sent when the title changes or the page goes.
 */
export function startPageViews(tracker: AutoTracker, options: AutoTrackingOptions): () => void {
  if (options.pageViews === false) return () => {};
  const toKey = options.routeKey || toRoute;
  const toPattern = (url: URL): string | undefined => (options.route ? attempt(() => options.route?.(url)) : '');
  let isStarted = false;
  /** When the page asked for auto-tracking, before the tracker came: its route may have changed since. */
  const early = isHidden() ? undefined : readMoment();
  /** Where the route came from that the present task has begun. */
  let fresh: { _from: Viewed; _type: string | null } | undefined;
  let cancel = (): void => {};
  let tell = (): void => {};
  let stopEarly = (): void => {};

  const view = (changeType: string | null, moment?: Moment): void => {
    const url = toUrl(moment ? moment._url : location.href);
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
      timestamp: moment ? moment._time : attempt(now),
      referrer: previous ? previous._url.href : attempt(() => readText(document, 'referrer')),
      load_type: loadType,
      previous_path: previous?._url.pathname,
    };
    const stopFresh = startTimer(() => {
      fresh = undefined;
    }, 0);
    // Asked at once: a router may know only the pattern of the page that is there.
    let pattern = toPattern(url);
    let patienceMs = PATTERN_AFTER_MS;
    const tellOnceKnown = (): void => {
      stopTimer();
      pattern ??= toPattern(url);
      if (patienceMs <= 0 || pattern !== undefined) {
        tell();
        return;
      }
      patienceMs -= PATTERN_EACH_MS;
      stopTimer = startTimer(tellOnceKnown, PATTERN_EACH_MS);
    };
    // Next.js removes the old title before it sets the new one.
    const titles = attempt(
      () =>
        new globalThis.MutationObserver(() => {
          const set = readText(document, 'title');
          if (set && set !== title) tellOnceKnown();
        }),
    );
    let stopTimer = startTimer(tellOnceKnown, TITLE_AFTER_MS);
    cancel = () => {
      cancel = tell = () => {};
      fresh = undefined;
      titles?.disconnect();
      stopFresh();
      stopTimer();
    };
    tell = () => {
      cancel();
      tracker.trackEvent({
        event_type: 'page_view',
        page_url: url.href,
        event_data: { title: cut(readTitle(moment)), route: (pattern ?? toPattern(url)) || undefined, ...event_data },
      });
    };
    if (!previous) tellOnceKnown();
    else {
      fresh = { _from: previous, _type: loadType };
      titles?.observe(document.head, { childList: true, subtree: true, characterData: true });
    }
  };
  const load = (): void => {
    tell();
    // A prerendered page is hidden until it is activated, a background tab until it is shown.
    if (isStarted || readText(document, 'readyState') === 'loading' || isHidden()) return;
    isStarted = true;
    const type = attempt(
      () => (globalThis.performance.getEntriesByType('navigation') as PerformanceNavigationTiming[])[0]?.type,
    );
    if (!tracker._viewed) view(type || 'navigate', early);
    // A route that came since then, or while auto-tracking was off; else it changes nothing. The calls of the first page
    // are made again in this task, and belong to its view.
    if (early) stopEarly = startTimer(() => view('push'), 0);
    else view('push');
  };
  const stops = [
    listen(document, 'DOMContentLoaded visibilitychange prerenderingchange', load),
    listen<PageTransitionEvent>(window, 'pageshow', ({ persisted }) => persisted && isStarted && view('bfcache')),
    startRoutes((type) => isStarted && view(type)),
  ];
  load();
  return stopAll([() => stopEarly(), () => tell(), ...stops]);
}

/** A slash at the end, or a hash without a route (`#/`), is no other route. */
function toRoute({ pathname, hash }: URL): string {
  return [pathname, /^#[!/]/.test(hash) ? hash : ''].map((part) => part.replace(/[#!/]+$/, '')).join('');
}
