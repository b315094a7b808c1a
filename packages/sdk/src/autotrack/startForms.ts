import { listen } from '../browser/listen.ts';
import { attribute } from './attribute.ts';
import type { AutoTracker } from './startAutoTracking.ts';

export interface Forms {
  /** Submits do not leave a shadow root: it must be listened to itself once one of its submit buttons is used. */
  _watch(node: Node): void;
  _stop(): void;
}

/** Submits: the form's id, action and method, and never a value of a field. */
export function startForms(tracker: AutoTracker): Forms {
  const stops = new Map<Node, () => void>();
  const watch = (node: Node): void => {
    const root = node.getRootNode();
    if (stops.has(root)) return;
    stops.set(
      root,
      listen(root, 'submit', (event) => {
        const form = event.target as Element;
        // Attributes, since a field named `id`, `action` or `method` takes the place of the form's own property.
        tracker.trackFormSubmission(attribute(form, 'id') || attribute(form, 'name'), {
          action: new URL(attribute(form, 'action'), document.baseURI).href,
          method: attribute(form, 'method').toLowerCase() || 'get',
        });
      }),
    );
  };
  watch(document);
  return {
    _watch: watch,
    _stop: () =>
      stops.forEach((stop) => {
        stop();
      }),
  };
}
