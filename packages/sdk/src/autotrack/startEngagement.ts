import { listen } from '../browser/listen.ts';
import { startTimer } from '../browser/startTimer.ts';
import { stopAll } from '../browser/stopAll.ts';
import type { EventData } from '../events.ts';
import type { AutoTracker, AutoTrackingOptions } from './feature.ts';

/** How often the clock is read. A device that sleeps in between cannot add more than twice this. */
const TICK_MS = 5_000;
/** How many seconds go by before a page that stays open tells; then twice as many, and so on. */
const FIRST_TELL_S = 15;
/** Sizes are read when the page has come to rest: in the middle of it they would cost a layout. */
const SCROLL_REST_MS = 250;
/** Percent from one `scroll_depth` to the next. */
const QUARTER = 25;

/**
 * How long a page was in focus and in sight, and how far down it was seen. `content_engagement` when the page is hidden,
 * left or its route changes, and in between at growing intervals, each with the seconds since the last one, so that
 * they can be summed up; `scroll_depth` at each quarter.
 */
export function startEngagement(tracker: AutoTracker, options: AutoTrackingOptions): () => void {
  let url = location.href;
  let activeMs = 0;
  let tellAfterMs = FIRST_TELL_S * 1000;
  let isActive = false;
  let sinceMs = 0;
  let depth = 0;
  let nextDepth = QUARTER;
  let stopTick = (): void => {};
  let stopRest = (): void => {};

  const track = (type: string, data?: EventData): void => {
    tracker.trackEvent({ event_type: type, page_url: url, event_data: { scroll_depth: depth || undefined, ...data } });
  };
  const read = (): void => {
    const nowMs = performance.now();
    if (isActive) activeMs += Math.min(nowMs - sinceMs, TICK_MS * 2);
    sinceMs = nowMs;
    isActive = document.visibilityState !== 'hidden' && document.hasFocus();
  };
  const tell = (): void => {
    read();
    const seconds = Math.round(activeMs / 1000);
    if (!seconds) return;
    activeMs = 0;
    if (options.engagement !== false) track('content_engagement', { time_on_page: seconds });
  };
  const measure = ({ clientHeight, scrollTop, scrollHeight }: Element): void => {
    // A list that scrolls within the page says nothing about the page.
    if (clientHeight * 2 < innerHeight) return;
    depth = Math.max(depth, Math.min(100, Math.round(((scrollTop + clientHeight) / scrollHeight) * 100) || 0));
  };
  const tick = (): void => {
    read();
    measure(document.documentElement);
    if (activeMs > tellAfterMs) {
      tellAfterMs *= 2;
      tell();
    }
    stopTick = startTimer(tick, TICK_MS);
  };
  const stops = [
    listen(window, 'focus blur visibilitychange pagehide', ({ type }) => {
      read();
      if (type === 'pagehide' || document.visibilityState === 'hidden') tell();
    }),
    listen(document, 'scroll', ({ target }) => {
      stopRest();
      stopRest = startTimer(() => {
        const element = target === document ? document.documentElement : (target as Element);
        measure(element);
        if (depth < nextDepth) return;
        nextDepth = depth - (depth % QUARTER) + QUARTER;
        if (options.scroll !== false) track('scroll_depth');
      }, SCROLL_REST_MS);
    }),
    tracker._onPageBegin((pageUrl) => {
      tell();
      url = pageUrl;
      activeMs = depth = 0;
      nextDepth = QUARTER;
      tellAfterMs = FIRST_TELL_S * 1000;
    }),
  ];
  read();
  // Not at once: the page is still being laid out.
  stopTick = startTimer(tick, SCROLL_REST_MS);
  return stopAll([() => stopTick(), () => stopRest(), tell, ...stops]);
}
