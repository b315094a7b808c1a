import { cut } from '../browser/cut.ts';
import { isMatch } from './isMatch.ts';

/** Constants of `NodeFilter`; its names would cost bytes. */
const ELEMENTS_AND_TEXT = 5;
const ACCEPT = 1;
const REJECT = 2;
/** Elements whose text is typed by the visitor (`:read-write` is all of a document in `designMode`), or masked. */
export const PRIVATE = 'input,textarea,select,[contenteditable],:read-write,[data-ov-mask]';
/** And elements without readable text. */
const UNREAD = `${PRIVATE},[data-ov-ignore],script,style`;
const MAX_TEXT_LENGTH = 100;
/** A button may contain a megabyte of text: reading stops here. */
const MAX_NODES = 200;
const MAX_NODE_LENGTH = 999;

/**
 * The text of an element, at most 100 characters, without the layout that `innerText` causes and without typed or
 * masked text.
 */
export function toText(element: Element): string {
  let text = '';
  const walker = document.createTreeWalker(element, ELEMENTS_AND_TEXT, (node) => {
    const { assignedSlot } = node as Element;
    // Content shown inside a shadow root is masked there.
    return isMatch(node, UNREAD) || assignedSlot?.closest(UNREAD) ? REJECT : ACCEPT;
  });
  for (let n = 0; n < MAX_NODES && text.length < MAX_TEXT_LENGTH * 2 && walker.nextNode(); n++) {
    const part = walker.currentNode.nodeValue?.slice(0, MAX_NODE_LENGTH).trim();
    if (part) text += `${part} `;
  }
  return cut(text.trim(), MAX_TEXT_LENGTH).trim();
}
