import { attempt } from '../browser/attempt.ts';
import { ownElement } from './ownElement.ts';

/**
 * Whether a node is an element that matches. Works for elements of other frames, which are no instances of this frame's
 * classes, and for a form with fields named `nodeType`, `localName` and `matches`. False for documents, shadow roots,
 * texts and windows, whatever the names of their variables: the browser's own method refuses them.
 */
export function isMatch(node: EventTarget, selector: string): boolean {
  return !!attempt(() => ownElement.matches.call(node as Element, selector));
}
