type Listener = (event: Event) => void;
export type Child = Node | string | false | undefined;
type Attributes = Record<string, string | number | boolean | Listener | undefined>;

/**
 * The browser's own methods, taken at load. `deadClicks` watches them for two seconds after a click: a change of the
 * inspector must not pass for the page's answer to it.
 */
const { insertBefore, removeChild } = globalThis.Node?.prototype ?? {};
const { setAttribute, removeAttribute } = globalThis.Element?.prototype ?? {};
const setData = Reflect.getOwnPropertyDescriptor(globalThis.CharacterData?.prototype ?? {}, 'data')?.set;

/**
 * Makes an element. Texts become text nodes, never markup; `on…` are listeners; `true` is an empty attribute, and `false`
 * none.
 *
 * @example element('button', { type: 'button', onclick: close }, 'Close')
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key.slice(2), value);
    else attribute(made, key, value);
  }
  append(made, ...children);
  return made;
}

/** Sets an attribute, or removes it with `false` or undefined. */
export function attribute(target: Element, name: string, value: string | number | boolean | undefined): void {
  if (value === false || value === undefined) removeAttribute?.call(target, name);
  else setAttribute?.call(target, name, value === true ? '' : `${value}`);
}

export function append(parent: Node, ...children: Child[]): void {
  for (const child of children) if (child) insert(parent, toNode(child), null);
}

/** Puts a child before another one, or at the end. */
export function insert(parent: Node, child: Node, before: Node | null): void {
  insertBefore?.call(parent, child, before);
}

export function remove(child: Node): void {
  const { parentNode } = child;
  if (parentNode) removeChild?.call(parentNode, child);
}

/** Puts new children in the place of all others. */
export function fill(parent: Node, ...children: Child[]): void {
  while (parent.firstChild) removeChild?.call(parent, parent.firstChild);
  append(parent, ...children);
}

/** Changes the text of an element that has nothing but text; does nothing if it is the same. */
export function say(target: Element, text: string): void {
  const { firstChild } = target;
  if (!firstChild) append(target, text);
  else if (firstChild.nodeValue !== text) setData?.call(firstChild, text);
}

function toNode(child: Node | string): Node {
  return typeof child === 'string' ? document.createTextNode(child) : child;
}
