import { listen } from '../browser/listen.ts';
import { attribute } from './attribute.ts';
import type { AutoTracker } from './startAutoTracking.ts';

const BUTTONS = 'button,[role=button],summary,input';
/** Of the inputs only these are buttons, and only their value is a label. */
const BUTTON_TYPES = /button|submit|reset|image/;
const MAX_TEXT_LENGTH = 100;

type Clicked = Omit<HTMLInputElement, 'matches'> & {
  href: string | SVGAnimatedString;
  matches?: Element['matches'];
};

/**
 * Clicks on buttons and links, also on what is inside them and inside shadow roots. `onSubmitter` is told of a click
 * on a submit button instead, because the submit that follows is the event.
 */
export function startClicks(tracker: AutoTracker, onSubmitter: (button: Element) => void): () => void {
  return listen(document, 'click', (event) => {
    // The path goes into open shadow roots, where `target` stops at the host; it ends with document and window.
    for (const node of event.composedPath() as Clicked[]) {
      const isButton = node.matches?.(BUTTONS);
      if (!isButton && !node.matches?.('a')) continue;
      // `type` of a button defaults to submit, and `form` is null outside of a form.
      const { form, type, value, href } = node;
      const isInput = node.localName === 'input';
      if (isInput && !BUTTON_TYPES.test(type)) return;
      if (isButton && form && /submit|image/.test(type)) return onSubmitter(node as Element);
      const text = (isInput ? value : node.textContent) || '';
      // A link inside an SVG has an object there.
      const address = isButton ? undefined : ((href as SVGAnimatedString).baseVal ?? href);
      tracker.trackInteraction(
        isButton ? 'button' : 'link',
        attribute(node as Element, 'id') || (address as string) || attribute(node as Element, 'class'),
        'click',
        { text: text.trim().slice(0, MAX_TEXT_LENGTH), href: address },
      );
      return;
    }
  });
}
