import { isMatch } from './isMatch.ts';
import { PRIVATE } from './toText.ts';

/** What is read of what was clicked, whatever it is. */
export type Control = Omit<HTMLAnchorElement & HTMLInputElement, 'href' | 'form'> & {
  href?: string | SVGAnimatedString;
  form?: unknown;
};

export interface Clicked {
  /** The nearest element around that is like this. */
  _find(selector: string): Control | undefined;
  /** Says itself which event it is. */
  _declared: Control | undefined;
  _item: Control | undefined;
  /** What the click is about: declared, item or control. */
  _target: Control;
  /** The control; the target where there is none. */
  _element: Control;
}

/** Of the inputs only these are buttons, and only their value is a label. */
export const LABELLED = 'input[type=button],input[type=submit],input[type=reset]';
const BUTTONS = `button,summary,${LABELLED},[type=image],[role=button],[role=tab],[role^=menuitem],[role=switch]`;
export const LINKS = 'a,area,[role=link]';
const DECLARED = '[data-ov-event]:not(form)';
const MARKS = `${LINKS},${BUTTONS},${DECLARED},[data-item],[data-action],[data-ov-ignore],${PRIVATE}`;

/** What in an event's path was clicked; undefined where nothing is to be tracked. */
export function findClicked(path: Control[]): Clicked | undefined {
  const [inner] = path as [Control];
  // The path can be long, so it is walked once.
  const marked = path.filter((node) => isMatch(node, MARKS));
  const find = (selector: string): Control | undefined => marked.find((node) => isMatch(node, selector));
  const declared = find(DECLARED);
  const item = find('[data-item]');
  let control = find(`${BUTTONS},${LINKS}`);
  // Of a closed shadow root only the host is seen.
  if (!control && customElements.get(inner.localName)) control = inner;
  const target = declared || item || control;
  if (!target || find('[data-ov-ignore]')) return undefined;
  return { _find: find, _declared: declared, _item: item, _target: target, _element: control || target };
}
