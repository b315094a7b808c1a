import { isHidden } from '../browser/isHidden.ts';
import { listen } from '../browser/listen.ts';
import { startTimer } from '../browser/startTimer.ts';
import { stopAll } from '../browser/stopAll.ts';
import { ticksMs } from '../browser/ticksMs.ts';
import type { EventData } from '../events.ts';
import type { AutoTracker, AutoTrackingOptions } from './feature.ts';

/** How often the clock is read. A device that sleeps adds at most twice this. */
const TICK_MS = 5_000;
/** Seconds before the first event of an open page; the next one follows after twice as many, and so on. */
const FIRST_TELL_S = 15;
/** Sizes are read when scrolling has stopped: during it they would cause a layout. */
const SCROLL_REST_MS = 250;
/** Percent between two `scroll_depth` events. */
const QUARTER = 25;

/**
 * Tracks how long a page was in focus and visible, and how far it was scrolled. `content_engagement` when the page is
 * hidden, left or its route changes, and in between at growing intervals, each with the seconds since the last one, so
 * that they add up; `scroll_depth` at each quarter.
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
    const nowMs = ticksMs();
    if (isActive) activeMs += Math.min(nowMs - sinceMs, TICK_MS * 2);
    sinceMs = nowMs;
    isActive = !isHidden() && document.hasFocus();
  };
  const tell = (): void => {
    read();
    const seconds = Math.round(activeMs / 1000);
    if (!seconds) return;
    activeMs = 0;
    if (options.engagement !== false) track('content_engagement', { time_on_page: seconds });
  };
  const measure = (element: Element): void => {
    const { clientHeight, scrollTop, scrollHeight } = element;
    // Scrolling of a list inside the page is not scrolling of the page.
    if (isLarge(element))
      depth = Math.max(depth, Math.min(100, Math.round(((scrollTop + clientHeight) / scrollHeight) * 100) || 0));
  };
  const tick = (): void => {
    stopTick = startTimer(tick, TICK_MS);
    read();
    measure(findScroller());
    if (activeMs > tellAfterMs) {
      tellAfterMs *= 2;
      tell();
    }
  };
  const stops = [
    listen(window, 'focus blur visibilitychange pagehide', ({ type }) => {
      if (type === 'pagehide' || isHidden()) tell();
      else read();
    }),
    listen(document, 'scroll', ({ target }) => {
      stopRest();
      stopRest = startTimer(() => {
        measure(target === document ? findScroller() : (target as Element));
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
  // Not at once: the page has no layout yet.
  stopTick = startTimer(tick, SCROLL_REST_MS);
  return stopAll([() => stopTick(), () => stopRest(), tell, ...stops]);
}

/** Whether an element is, by its height, the page to the visitor. */
function isLarge({ clientHeight }: Element): boolean {
  return clientHeight * 2 >= innerHeight;
}

/** What scrolls the page: the document, or else a large element in the middle of the window. */
function findScroller(): Element {
  // In quirks mode it is the body.
  const page = document.scrollingElement || document.documentElement;
  // Margins alone are nothing to scroll.
  const isScroller = (element: Element): boolean =>
    isLarge(element) && element.scrollHeight > element.clientHeight * 1.1;
  return (
    (!isScroller(page) && document.elementsFromPoint?.(innerWidth / 2, innerHeight / 2).filter(isScroller)[0]) || page
  );
}
