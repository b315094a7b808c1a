import { isMatch } from './isMatch.ts';

/** Of `NodeFilter`, whose names a script tag would pay for. */
const ELEMENTS_AND_TEXT = 5;
const ACCEPT = 1;
const REJECT = 2;
/** Whose text is the visitor's, or masked. */
export const PRIVATE = 'input,textarea,select,[contenteditable],[data-ov-mask]';
/** And what is not looked at, or nobody's text. */
const UNREAD = `${PRIVATE},[data-ov-ignore],script,style`;
const MAX_TEXT_LENGTH = 100;
/** Of a megabyte of text inside a button nobody wants to read more. */
const MAX_NODES = 200;

/**
 * What an element says, at most 100 characters, without the layout that `innerText` needs and without anything that
 * was typed or is masked.
 */
export function toText(element: Element): string {
  let text = '';
  const walker = document.createTreeWalker(element, ELEMENTS_AND_TEXT, (node) => {
    const { assignedSlot } = node as Element;
    // What is shown inside of a shadow root is masked there.
    return isMatch(node, UNREAD) || assignedSlot?.closest(UNREAD) ? REJECT : ACCEPT;
  });
  for (let n = 0; n < MAX_NODES && text.length < MAX_TEXT_LENGTH * 2 && walker.nextNode(); n++) {
    const part = walker.currentNode.nodeValue?.slice(0, 999).trim();
    if (part) text += `${part} `;
  }
  return text.trim().slice(0, MAX_TEXT_LENGTH);
}
