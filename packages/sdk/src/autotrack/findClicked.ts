import { isMatch } from './isMatch.ts';
import { PRIVATE } from './toText.ts';

/** The elements of a click. */
export type Control = Omit<HTMLAnchorElement & HTMLInputElement & HTMLLabelElement, 'href' | 'form'> & {
  href?: string | SVGAnimatedString;
  form?: unknown;
};

export interface Clicked {
  /** The nearest ancestor that matches. */
  _find(selector: string): Control | undefined;
  /** The element that declares its event. */
  _declared: Control | undefined;
  _item: Control | undefined;
  /** The owner of the event: declaring element, item or control. */
  _target: Control;
  /** The control; the target if there is none. */
  _element: Control;
}

/** Only these inputs are buttons, and only their value is a label. */
export const LABELLED = 'input[type=button],input[type=submit],input[type=reset]';
const BUTTONS = `button,summary,${LABELLED},[type=image],[role=button],[role=tab],[role^=menuitem],[role=switch]`;
export const LINKS = 'a,area,[role=link]';
export const CONTROLS = `${BUTTONS},${LINKS}`;
/** Without a name there is no event. */
const NAMED = '[data-ov-event]:not([data-ov-event=""])';
const DECLARED = `${NAMED}:not(form)`;
const MARKS = `${CONTROLS},${DECLARED},label,[data-item],[data-action],[data-ov-ignore],${PRIVATE}`;

/** The clicked elements in an event's path; undefined if nothing should be tracked. */
export function findClicked(path: Control[]): Clicked | undefined {
  const [inner] = path as [Control];
  // The path can be long, so it is read once.
  const marked = path.filter((node) => isMatch(node, MARKS));
  const find = (selector: string): Control | undefined => marked.filter((node) => isMatch(node, selector))[0];
  const declared = find(DECLARED);
  const item = find('[data-item]');
  let control = find(CONTROLS);
  // Content scripts have no `customElements`. Of a closed shadow root only the host is visible.
  if (!control && globalThis.customElements?.get(inner.localName)) control = inner;
  const target = declared || item || control;
  if (!target || find('[data-ov-ignore]')) return undefined;
  return { _find: find, _declared: declared, _item: item, _target: target, _element: control || target };
}

/** The form that a click on this element submits, unless the page prevents it. */
export function toForm({ _element: { form, type } }: Clicked): Element | undefined {
  // `type` of a button defaults to submit, and `form` is null outside a form.
  return form && /submit|image/.test(type) ? (form as Element) : undefined;
}

/** Whether the click is an event by markup, and the submission no other one. A form's own event is nearer than one around it. */
export function isOwnEvent({ _declared, _item }: Clicked, form: Element): boolean {
  const owner = _declared || _item;
  return !!owner && (form.contains(owner) || !isMatch(form, NAMED));
}
