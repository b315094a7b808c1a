/**
 * Whether a node is an element like this: also one of another frame, which is no instance of this one's classes, and a
 * form whose fields are called `nodeType`, `localName` and `matches`. Documents, shadow roots and texts are none, and a
 * window is none either, whatever its variables are called.
 */
export function isMatch(node: EventTarget, selector: string): boolean {
  return !!(node as Node).nodeType && 'localName' in node && Element.prototype.matches.call(node, selector);
}
