import { expect, test, vi } from 'vitest';
import { createFakeTracker } from '../../test/support/createFakeTracker.ts';
import { startAutoTracking } from './startAutoTracking.ts';

const click = (): void => document.querySelector('button')?.click();

test('starts with a page view, and stop ends every feature', () => {
  document.body.innerHTML = '<button>a</button>';
  const tracker = createFakeTracker();
  const stop = startAutoTracking(tracker);
  click();
  expect(tracker.types()).toEqual(['page_view', 'user_interaction']);
  stop();
  click();
  history.pushState(null, '', '/elsewhere');
  expect(tracker.tracked).toHaveLength(2);
});

test('a feature that fails does not affect the others', () => {
  const tracker = createFakeTracker();
  const fail = (): never => {
    throw new Error('broken');
  };
  const stopped: string[] = [];
  const stop = startAutoTracking(tracker, { features: [fail, () => () => stopped.push('mine')] });
  expect(tracker.types()).toEqual(['page_view']);
  stop();
  expect(stopped).toEqual(['mine']);
});

test.each([
  ['null', null],
  ['a word', 'all'],
  ['features that are none', { features: {} }],
  ['features by name', { features: ['errors', 7] }],
])('wrong options, %s, are told; the page is tracked, and nothing throws', (_, options) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const tracker = createFakeTracker();
  startAutoTracking(tracker, options as never)();
  expect(tracker.types()).toEqual(['page_view']);
  expect(warn.mock.calls.length > 0).toBe(options !== null);
  warn.mockRestore();
});
