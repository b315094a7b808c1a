import { listen } from '../browser/listen.ts';
import { createActivations } from './createActivations.ts';
import type { AutoTracker, AutoTrackingOptions } from './feature.ts';
import { type Control, findClicked } from './findClicked.ts';
import { toClickEvent } from './toClickEvent.ts';

/**
 * Clicks, one event each, on what is nearest: a control (button, link, custom element; by keyboard too, on a child,
 * inside open shadow roots) or an element that says itself what it is (`data-ov-event`, `data-item`). A submit button
 * is left to its form.
 */
export function startClicks(tracker: AutoTracker, options: AutoTrackingOptions): () => void {
  const isActivation = createActivations();
  return listen<MouseEvent & KeyboardEvent>(document, 'click auxclick keydown', (event) => {
    // A key that is held down repeats.
    if (event.type === 'keydown' && (event.repeat || !/^( |Enter)$/.test(event.key))) return;
    // The path goes into open shadow roots, where `target` stops at the host; it ends with document and window.
    const path = event.composedPath() as [Control];
    const clicked = findClicked(path);
    if (!clicked || !isActivation(event, clicked._target, path[0])) return;
    const click = toClickEvent(clicked, path, event, options);
    if (click) tracker.trackEvent(...click);
  });
}
