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

test('what the browser clicks for a label is not a second activation; its field is one in the next task', async () => {
  const isActivation = createActivations();
  const item = document.createElement('div');
  const field = document.createElement('input');
  const label = Object.defineProperty(document.createElement('label'), 'control', { value: field }) as never;
  expect(isActivation(click, item, document.createElement('b'), label)).toBe(true);
  expect(isActivation(click, item, field, label)).toBe(false);
  await new Promise((resolve) => setTimeout(resolve));
  expect(isActivation(click, item, field, label)).toBe(true);
});

test('a click that a handler makes inside the same target is not a second activation, one elsewhere is', () => {
  const isActivation = createActivations();
  const outer = { type: 'click', isTrusted: true, eventPhase: Event.CAPTURING_PHASE } as Event;
  expect(isActivation(outer, role, role)).toBe(true);
  expect(isActivation(click, role, document.createElement('input'))).toBe(false);
  expect(isActivation(click, document.createElement('a'), document.createElement('a'))).toBe(true);
});

test('a key that is typed is none', () => {
  const isActivation = createActivations();
  for (const name of ['textarea', 'select', 'x-closed']) {
    const element = document.createElement(name);
    expect(isActivation(key, element, element)).toBe(false);
  }
  const editable = Object.defineProperty(document.createElement('p'), 'isContentEditable', { value: true });
  expect(isActivation(key, editable, editable)).toBe(false);
  const control = document.createElement('x-button');
  control.setAttribute('role', 'button');
  expect(isActivation(key, control, control)).toBe(true);
});
