/** Whether a node is an element like this; also a form whose field is called `matches`. */
export function isMatch(node: unknown, selector: string): boolean {
  return node instanceof Element && Element.prototype.matches.call(node, selector);
}
