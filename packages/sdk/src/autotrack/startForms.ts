import { listen } from '../browser/listen.ts';
import { attribute } from './attribute.ts';
import type { AutoTracker } from './startAutoTracking.ts';

/** Submits inside this document or shadow root: the form's id, action and method, and never a value of a field. */
export function startForms(tracker: AutoTracker, root: Node): () => void {
  return listen(root, 'submit', ({ target }) => {
    const form = target as Element;
    // Attributes, since a field named `id`, `action` or `method` takes the place of the form's own property.
    tracker.trackFormSubmission(attribute(form, 'id') || attribute(form, 'name'), {
      action: new URL(attribute(form, 'action'), document.baseURI).href,
      method: attribute(form, 'method').toLowerCase() || 'get',
    });
  });
}
