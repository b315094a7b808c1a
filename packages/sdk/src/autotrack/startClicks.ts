import { listen } from '../browser/listen.ts';
import { attribute } from './attribute.ts';
import type { AutoTracker } from './startAutoTracking.ts';

const BUTTONS = 'button,[role=button],summary,input';
/** Of the inputs only these are buttons, and only their value is a label. */
const BUTTON_TYPES = /^(button|submit|reset|image)$/;
const MAX_TEXT_LENGTH = 100;

/**
 * Clicks on buttons and links, also on what is inside them and inside shadow roots. `onSubmitter` is told of a click
 * on a submit button instead, because the submit that follows is the event.
 */
export function startClicks(tracker: AutoTracker, onSubmitter: (button: Element) => void): () => void {
  return listen(document, 'click', (event) => {
    // The path goes into open shadow roots, where `target` stops at the host.
    for (const node of event.composedPath()) {
      if (!(node instanceof Element)) continue;
      const isButton = node.matches(BUTTONS);
      if (!isButton && !node.matches('a,area')) continue;
      // `type` of a button defaults to submit, and `form` is null outside of a form.
      const { form, type, value } = node as HTMLInputElement;
      const isInput = node.localName === 'input';
      if (isInput && !BUTTON_TYPES.test(type)) return;
      if (isButton && form && /submit|image/.test(type)) return onSubmitter(node);
      const href = isButton ? undefined : toHref(node);
      const text = (isInput ? value : node.textContent) || '';
      tracker.trackInteraction(
        isButton ? 'button' : 'link',
        attribute(node, 'id') || href || attribute(node, 'class'),
        'click',
        { text: text.trim().slice(0, MAX_TEXT_LENGTH), href },
      );
      return;
    }
  });
}

/** The resolved address; a link inside an SVG has an object there instead. */
function toHref(link: Element): string {
  const { href } = link as HTMLAnchorElement;
  return typeof href === 'string' ? href : attribute(link, 'href');
}
