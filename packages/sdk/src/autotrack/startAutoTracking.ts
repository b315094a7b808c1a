import type { EventData } from '../events.ts';
import { startClicks } from './startClicks.ts';
import { startForms } from './startForms.ts';
import { startPageViews } from './startPageViews.ts';

/** What auto-tracking needs of the tracker. */
export interface AutoTracker {
  trackPageView(extra?: EventData): unknown;
  trackInteraction(elementType: string, elementId: string, action: string, extra?: EventData): unknown;
  trackFormSubmission(formId: string, formData?: EventData): unknown;
}

/** Page views, clicks and submits, until the returned function is called. Nothing where there is no document. */
export function startAutoTracking(tracker: AutoTracker): () => void {
  if (!globalThis.document) return () => {};
  const stops = new Map<Node, () => void>();
  // Submits do not leave a shadow root: it has to be listened to itself once one of its submit buttons is used.
  const watchForms = (node: Node): void => {
    const root = node.getRootNode();
    if (!stops.has(root)) stops.set(root, startForms(tracker, root));
  };
  watchForms(document);
  const others = [startClicks(tracker, watchForms), startPageViews(tracker)];
  return () => {
    for (const stop of [...stops.values(), ...others]) stop();
  };
}
