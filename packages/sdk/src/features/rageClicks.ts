import type { Feature } from '../autotrack/feature.ts';
import { listen } from '../browser/listen.ts';
import { describeElement } from './describeElement.ts';

/** More than the double click on a word or slow clicks on a spinner. */
const CLICKS = 3;
const WITHIN_MS = 1_000;
const WITHIN_PX = 30;

/**
 * Tracks a `rage_click` with the element when one spot is clicked three times within a second, once per burst.
 *
 * @example tracker.enableAutoTracking({ features: [rageClicks()] });
 */
export function rageClicks(): Feature {
  return (tracker) => {
    let burst: { x: number; y: number; atMs: number }[] = [];
    return listen<MouseEvent>(document, 'click', (event) => {
      const { clientX: x, clientY: y, timeStamp: atMs } = event;
      const [first] = burst;
      const isSame =
        first && Math.hypot(x - first.x, y - first.y) <= WITHIN_PX && atMs - (burst.at(-1)?.atMs ?? 0) <= WITHIN_MS;
      if (!isSame) burst = [];
      burst.push({ x, y, atMs });
      const start = burst.at(-CLICKS);
      if (burst.length !== CLICKS || !start || atMs - start.atMs > WITHIN_MS) return;
      const element = describeElement(event.composedPath());
      if (element) tracker.trackEvent('rage_click', { ...element, clicks: CLICKS, x: event.pageX, y: event.pageY });
    });
  };
}
