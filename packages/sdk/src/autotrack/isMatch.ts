/**
 * Whether a node is an element like this: also one of another frame, which is no instance of this one's classes, and a
 * form whose field is called `matches`.
 */
export function isMatch(node: unknown, selector: string): boolean {
  try {
    return Element.prototype.matches.call(node as Element, selector);
  } catch {
    // A document, a window, a shadow root.
    return false;
  }
}
