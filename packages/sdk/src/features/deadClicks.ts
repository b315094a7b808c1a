import type { Feature } from '../autotrack/feature.ts';
import { isMatch } from '../autotrack/isMatch.ts';
import { listen } from '../browser/listen.ts';
import { startRoutes } from '../browser/startRoutes.ts';
import { startTimer } from '../browser/startTimer.ts';
import { describeElement } from './describeElement.ts';

/** Elements that should have an effect on this page. Links to other pages, mail and files have theirs outside. */
const CONTROLS = 'button,summary,[role=button],[role=tab],[type=button],[type=submit],a:not([href]),a[href^="#"]';
/** A slow effect still counts; after this time the visitor has seen none. */
const ANSWER_WITHIN_MS = 2_000;

/**
 * Tracks a `dead_click` when a button is clicked and nothing happens for two seconds: no change, scroll, request, input
 * or navigation.
 *
 * @example tracker.enableAutoTracking({ features: [deadClicks()] });
 */
export function deadClicks(): Feature {
  return (tracker) => {
    let stopWaiting = (): void => {};
    const stop = listen<MouseEvent>(document, 'click', (event) => {
      stopWaiting();
      const path = event.composedPath();
      const at = path.findIndex((node) => isMatch(node, CONTROLS));
      const element = at >= 0 && describeElement(path.slice(at));
      if (!element) return;
      const changes = new MutationObserver(() => stopWaiting());
      for (const root of [document, ...path.filter((node) => node instanceof ShadowRoot)]) {
        changes.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
      }
      const stops = [
        () => changes.disconnect(),
        listen(window, 'scroll submit input change visibilitychange pagehide blur focusin', ({ type, target }) => {
          // The click itself moves the focus to the button.
          if (type !== 'focusin' || target !== path[at]) stopWaiting();
        }),
        startRoutes(() => stopWaiting()),
        startTimer(() => {
          stopWaiting();
          tracker.trackEvent('dead_click', { ...element, x: event.pageX, y: event.pageY });
        }, ANSWER_WITHIN_MS),
      ];
      stopWaiting = () => {
        stopWaiting = () => {};
        for (const end of stops) end();
      };
    });
    return () => {
      stop();
      stopWaiting();
    };
  };
}
