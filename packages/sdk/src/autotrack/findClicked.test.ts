import { expect, test } from 'vitest';
import { type Control, findClicked } from './findClicked.ts';

/** The result for a click on the element with the id `here`. */
function find(html: string) {
  document.body.innerHTML = html;
  const path: EventTarget[] = [];
  for (let node: Node | null = document.querySelector('#here'); node; node = node.parentNode) path.push(node);
  return findClicked([...path, window] as Control[]);
}
const toId = (element: Element | undefined) => element?.id || element?.localName;

test('finds the nearest control around the clicked element', () => {
  const clicked = find('<a href="/x"><button><b id="here">Buy</b></button></a>');
  expect([toId(clicked?._element), toId(clicked?._target)]).toEqual(['button', 'button']);
});

test('an element that declares its event is the owner; the control inside is the clicked element', () => {
  const clicked = find('<div id="card" data-ov-event="chosen"><button id="here">x</button></div>');
  expect([toId(clicked?._declared), toId(clicked?._target), toId(clicked?._element)]).toEqual(['card', 'card', 'here']);
});

test('finds an item, also without a control', () => {
  const clicked = find('<li id="tea" data-item="1"><i id="here">x</i></li>');
  expect([toId(clicked?._item), toId(clicked?._element)]).toEqual(['tea', 'tea']);
});

test('a custom element may have its control in a closed shadow root', () => {
  customElements.define('x-closed', class extends HTMLElement {});
  expect(toId(find('<x-closed id="here"></x-closed>')?._element)).toBe('here');
  expect(find('<x-unknown id="here"></x-unknown>')).toBeUndefined();
});

test.each(['<p id="here">x</p>', '<div data-ov-ignore><button id="here">x</button></div>', '<input id="here">'])(
  'nothing in %s',
  (html) => {
    expect(find(html)).toBeUndefined();
  },
);
