import { expect, test } from 'vitest';
import { createActivations } from './createActivations.ts';

const role = Object.assign(document.createElement('div'), { role: 'button' });
const click = new MouseEvent('click');
const key = new KeyboardEvent('keydown', { key: 'Enter' });

test('a click does', () => {
  expect(createActivations()(click, role, role)).toBe(true);
});

test('a key does where the browser makes no click of it, and not on what is inside', () => {
  const isActivation = createActivations();
  expect(isActivation(key, role, role)).toBe(true);
  expect(isActivation(key, role, document.createElement('input'))).toBe(false);
  for (const name of ['button', 'summary', 'input']) {
    const element = document.createElement(name);
    expect(isActivation(key, element, element)).toBe(false);
  }
});

test('a click that the page makes of a key is not another activation; the next one is', () => {
  const isActivation = createActivations();
  isActivation(key, role, role);
  expect(isActivation(click, role, role)).toBe(false);
  expect(isActivation({ ...click, type: 'click', isTrusted: true } as Event, role, role)).toBe(true);
  expect(isActivation(click, role, role)).toBe(true);
});
