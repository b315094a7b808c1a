import { attribute } from '../autotrack/attribute.ts';
import { listen } from '../browser/listen.ts';
import type { EventData } from '../events.ts';

/** What auto-tracking needs of the tracker. */
interface LightAutoTracker {
  trackPageView(extra?: EventData): unknown;
  trackInteraction(elementType: string, elementId: string, action: string, extra?: EventData): unknown;
  trackFormSubmission(formId: string, formData?: EventData): unknown;
}

type Clicked = Omit<HTMLInputElement, 'matches'> & {
  href: string | SVGAnimatedString;
  matches?: Element['matches'];
};

const BUTTONS = 'button,[role=button],input';
/** Of the inputs only these are buttons, and only their value is a label. */
const BUTTON_TYPES = /button|submit|reset|image/;
const MAX_TEXT_LENGTH = 100;

/** The page view, clicks and submits, until the returned function is called. Nothing where there is no document. */
export function startLightTracking(tracker: LightAutoTracker): () => void {
  if (!globalThis.document) return () => {};
  const onSubmit = ({ target }: Event): unknown => {
    const form = target as Element;
    // Attributes, since a field named `id`, `action` or `method` takes the place of the form's own property.
    return tracker.trackFormSubmission(attribute(form, 'id') || attribute(form, 'name'), {
      action: new URL(attribute(form, 'action'), document.baseURI).href,
      method: attribute(form, 'method').toLowerCase() || 'get',
    });
  };

  const onClick = (event: Event): unknown => {
    // The path goes into open shadow roots, where `target` stops at the host; it ends with document and window.
    for (const node of event.composedPath() as Clicked[]) {
      const isButton = node.matches?.(BUTTONS);
      if (!isButton && !node.matches?.('a')) continue;
      // `type` of a button defaults to submit, and `form` is null outside of a form.
      const { form, type, value, href } = node;
      const isInput = node.localName === 'input';
      if (isInput && !BUTTON_TYPES.test(type)) return;
      // The submit that follows is the event.
      if (isButton && form && /submit|image/.test(type)) return;
      const text = (isInput ? value : node.textContent) || '';
      // A link inside an SVG has an object there.
      const address = isButton ? undefined : ((href as SVGAnimatedString).baseVal ?? href);
      return tracker.trackInteraction(
        isButton ? 'button' : 'link',
        attribute(node as Element, 'id') || (address as string) || attribute(node as Element, 'class'),
        'click',
        { text: text.trim().slice(0, MAX_TEXT_LENGTH), href: address },
      );
    }
    return undefined;
  };

  const stops = [listen(document, 'submit', onSubmit), listen(document, 'click', onClick)];
  const trackPage = (): unknown => tracker.trackPageView();
  // Not before its title is known.
  if (document.readyState === 'loading') stops.push(listen(document, 'DOMContentLoaded', trackPage));
  else trackPage();
  return () => {
    for (const stop of stops) stop();
  };
}
