import { cut } from '../browser/cut.ts';
import { isMatch } from './isMatch.ts';

/** A constant of `NodeFilter`; its names would cost bytes. */
const ELEMENTS_AND_TEXT = 5;
/** Elements whose text is typed by the visitor (`:read-write` is all of a document in `designMode`), or masked. */
export const PRIVATE = 'input,textarea,select,[contenteditable],:read-write,[data-ov-mask]';
const MAX_TEXT_LENGTH = 100;
/** A button may contain a megabyte of text: reading stops here. */
const MAX_NODES = 200;
const MAX_NODE_LENGTH = 999;

/**
 * The text of an element as it is shown (of open shadow roots, with what is in their slots), at most 100 characters,
 * without the layout that `innerText` causes and without typed or masked text.
 */
export function toText(element: Element): string {
  // Not a constant of the module: bundlers would keep it for each extra.
  const unread = `${PRIVATE},[data-ov-ignore],script,style`;
  let text = '';
  let left = MAX_NODES;
  const isEnough = (): boolean => left < 0 || text.length > MAX_TEXT_LENGTH * 2;
  const read = (node: Node): void => {
    left--;
    if (isEnough() || isMatch(node, unread)) return;
    const part = node.nodeValue?.slice(0, MAX_NODE_LENGTH).trim();
    if (part) text += `${part} `;
    const slotted = isMatch(node, 'slot') ? (node as HTMLSlotElement).assignedNodes() : [];
    for (const one of slotted) read(one);
    if (slotted[0]) return;
    // A walker's methods, since a form's field can hide the form's `childNodes`.
    const walker = document.createTreeWalker((node as Element).shadowRoot || node, ELEMENTS_AND_TEXT);
    for (let child = walker.firstChild(); child && !isEnough(); child = walker.nextSibling()) read(child);
  };
  read(element);
  return cut(text.trim(), MAX_TEXT_LENGTH).trim();
}
