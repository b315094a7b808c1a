import { listen } from '../browser/listen.ts';
import { createActivations } from './createActivations.ts';
import type { AutoTracker, AutoTrackingOptions } from './feature.ts';
import { type Control, findClicked } from './findClicked.ts';
import { toClickEvent } from './toClickEvent.ts';

/**
 * Tracks one event per click, for the nearest control (button, link, custom element; by keyboard too, on a child,
 * inside open shadow roots) or the nearest element that declares itself (`data-ov-event`, `data-item`). A click on a
 * submit button is tracked by its form.
 */
export function startClicks(tracker: AutoTracker, options: AutoTrackingOptions): () => void {
  const isActivation = createActivations();
  return listen<MouseEvent & KeyboardEvent>(document, 'click auxclick keydown', (event) => {
    // A key that is held down repeats.
    if (event.type === 'keydown' && (event.repeat || !/^( |Enter)$/.test(event.key))) return;
    // Unlike `target`, the path enters open shadow roots; it ends with document and window.
    const path = event.composedPath() as [Control];
    const clicked = findClicked(path);
    if (!clicked || !isActivation(event, clicked._target, path[0])) return;
    const click = toClickEvent(clicked, path, event, options);
    if (click) tracker.trackEvent(...click);
  });
}
