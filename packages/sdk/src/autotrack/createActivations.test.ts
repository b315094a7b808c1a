import { expect, test } from 'vitest';
import { createActivations } from './createActivations.ts';

const role = Object.assign(document.createElement('div'), { role: 'button' });
const click = new MouseEvent('click');
const key = new KeyboardEvent('keydown', { key: 'Enter' });

test('a click activates', () => {
  expect(createActivations()(click, role, role)).toBe(true);
});

test('a key activates if the browser makes no click of it, but not on elements inside', () => {
  const isActivation = createActivations();
  expect(isActivation(key, role, role)).toBe(true);
  expect(isActivation(key, role, document.createElement('input'))).toBe(false);
  for (const name of ['button', 'summary', 'input']) {
    const element = document.createElement(name);
    expect(isActivation(key, element, element)).toBe(false);
  }
});

test('a click that the page makes of a key is not a second activation; the next click is', () => {
  const isActivation = createActivations();
  isActivation(key, role, role);
  expect(isActivation(click, role, role)).toBe(false);
  expect(isActivation({ ...click, type: 'click', isTrusted: true } as Event, role, role)).toBe(true);
  expect(isActivation(click, role, role)).toBe(true);
});
