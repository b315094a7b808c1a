import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStore } from './createStore.ts';

beforeEach(() => {
  localStorage.clear();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('keeps a value beyond the page, and forgets it when told', () => {
  const store = createStore();
  expect(store._set('a', '1')).toBe(true);
  expect(localStorage.getItem('a')).toBe('1');
  expect(createStore()._get('a')).toBe('1');
  store._set('a');
  expect(store._get('a')).toBeFalsy();
  expect(localStorage.length).toBe(0);
});

test('keeps it in memory where storage is missing, and says so', () => {
  vi.stubGlobal('localStorage', undefined);
  const store = createStore();
  expect(store._set('a', '1')).toBe(false);
  expect(store._get('a')).toBe('1');
});

test('keeps it in memory where even the access throws', () => {
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  const store = createStore();
  expect(store._set('a', '1')).toBe(false);
  expect(store._get('a')).toBe('1');
});

test('takes no more than a fifth of the site’s storage', () => {
  const store = createStore();
  expect(store._set('a', 'x'.repeat(1_000_001))).toBe(false);
  expect(localStorage.length).toBe(0);
});
