import { listen } from '../browser/listen.ts';
import { now } from '../browser/now.ts';
import { startTimer } from '../browser/startTimer.ts';
import { stopAll } from '../browser/stopAll.ts';
import { createActivations } from './createActivations.ts';
import type { AutoTracker, AutoTrackingOptions } from './feature.ts';
import { type Control, findClicked, isOwnEvent, toForm } from './findClicked.ts';
import { toClickEvent } from './toClickEvent.ts';

/**
 * Tracks one event per click, for the nearest control (button, link, custom element; by keyboard too, on a child,
 * inside open shadow roots) or the nearest element that declares itself (`data-ov-event`, `data-item`). A click on a
 * submit button is tracked by its form, if a submission follows.
 */
export function startClicks(tracker: AutoTracker, options: AutoTrackingOptions): () => void {
  const isActivation = createActivations();
  /** Tracks a click on a submit button, unless the form has been submitted. */
  let settle = (): void => {};
  const stops = [
    listen<MouseEvent & KeyboardEvent>(document, 'click auxclick keydown', (event) => {
      // A key that is held down repeats; one that chooses a word of an input method is not pressed on the element.
      if (event.type === 'keydown' && (event.repeat || event.isComposing || !/^( |Enter)$/.test(event.key))) return;
      // Unlike `target`, the path enters open shadow roots; it ends with document and window.
      const path = event.composedPath() as [Control];
      const clicked = findClicked(path);
      if (!clicked || !isActivation(event, clicked._target, path[0], clicked._find('label'))) return;
      const click = toClickEvent(clicked, path, event, options);
      if (!click) return;
      const form = toForm(clicked);
      if (!form || options.forms === false || isOwnEvent(clicked, form)) return tracker.trackEvent(...click);
      settle();
      let isSubmitted = false;
      const [event_type, data] = click;
      const input = { event_type, page_url: location.href, event_data: { timestamp: now(), ...data } };
      const end = stopAll([
        listen(form, 'submit', () => {
          isSubmitted = true;
        }),
        // A submission follows in the same task.
        startTimer(() => settle(), 0),
      ]);
      settle = () => {
        settle = () => {};
        end();
        if (!isSubmitted) tracker.trackEvent(input);
      };
    }),
    listen(window, 'pagehide', () => settle()),
  ];
  return stopAll([() => settle(), ...stops]);
}
