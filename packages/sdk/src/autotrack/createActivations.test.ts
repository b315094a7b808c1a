import { expect, test } from 'vitest';
import { createActivations } from './createActivations.ts';
import type { Clicked, Control } from './findClicked.ts';

const role = Object.assign(document.createElement('div'), { role: 'button' });
const toClicked = (target: Element, inner = target) =>
  ({ _target: target as Control, _path: [inner as Control] }) as Clicked;
const click = new MouseEvent('click');
const key = new KeyboardEvent('keydown', { key: 'Enter' });

test('a click does', () => {
  expect(createActivations()(click, toClicked(role))).toBe(true);
});

test('a key does where the browser makes no click of it, and not on what is inside', () => {
  const isActivation = createActivations();
  expect(isActivation(key, toClicked(role))).toBe(true);
  expect(isActivation(key, toClicked(role, document.createElement('input')))).toBe(false);
  for (const name of ['button', 'summary', 'input']) {
    expect(isActivation(key, toClicked(document.createElement(name)))).toBe(false);
  }
});

test('a click that the page makes of a key is not another activation; the next one is', () => {
  const isActivation = createActivations();
  isActivation(key, toClicked(role));
  expect(isActivation(click, toClicked(role))).toBe(false);
  expect(isActivation({ ...click, type: 'click', isTrusted: true } as Event, toClicked(role))).toBe(true);
  expect(isActivation(click, toClicked(role))).toBe(true);
});
