import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStore } from './createStore.ts';

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('keeps a value beyond the page, and removes it', () => {
  const store = createStore();
  expect(store._set('a', '1')).toBe(true);
  expect(localStorage.getItem('a')).toBe('1');
  expect(createStore()._get('a')).toBe('1');
  store._set('a');
  expect(store._get('a')).toBeFalsy();
  expect(localStorage.length + sessionStorage.length).toBe(0);
});

test('keeps it for this tab if localStorage is full, and in one place only', () => {
  let isFull = false;
  const values = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => values.get(key) ?? null,
    removeItem: (key: string) => values.delete(key),
    setItem(key: string, value: string) {
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      values.set(key, value);
    },
  });
  const store = createStore();
  store._set('a', 'early');
  isFull = true;
  expect(store._set('a', 'late')).toBe(true);
  expect(createStore()._get('a')).toBe('late');
  expect(store._keys()).toContain('a');
  expect([values.get('a'), sessionStorage.getItem('a')]).toEqual([undefined, 'late']);
  isFull = false;
  expect(store._set('a', 'again')).toBe(true);
  expect([values.get('a'), sessionStorage.getItem('a')]).toEqual(['again', null]);
  store._set('a');
  expect(createStore()._get('a')).toBeFalsy();
});

test('keeps it in memory if storage is missing, and says so', () => {
  vi.stubGlobal('localStorage', undefined);
  vi.stubGlobal('sessionStorage', undefined);
  const store = createStore();
  expect(store._set('a', '1')).toBe(false);
  expect(store._get('a')).toBe('1');
});

test('keeps it in memory if even the access throws', () => {
  for (const name of ['localStorage', 'sessionStorage'] as const) {
    vi.spyOn(window, name, 'get').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError');
    });
  }
  const store = createStore();
  expect(store._set('a', '1')).toBe(false);
  expect(store._get('a')).toBe('1');
});

test('uses at most a fifth of the site’s storage', () => {
  const store = createStore();
  expect(store._set('a', 'x'.repeat(1_000_001))).toBe(false);
  expect(localStorage.length + sessionStorage.length).toBe(0);
});
