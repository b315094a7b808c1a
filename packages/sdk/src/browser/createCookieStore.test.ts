import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCookieStore } from './createCookieStore.ts';
import { createStore } from './createStore.ts';

beforeEach(() => {
  localStorage.clear();
});
afterEach(() => {
  createCookieStore(undefined, createStore())._set('onevault:a:visitor');
  vi.restoreAllMocks();
});

test('stores values in cookies of this host, and removes them', () => {
  const store = createCookieStore(undefined, createStore());
  store._set('onevault:a:visitor', 'visitor_1; x=ü');
  expect(store._get('onevault:a:visitor')).toBe('visitor_1; x=ü');
  expect(store._keys()).toContain('onevault:a:visitor');
  expect(localStorage.length).toBe(0);
  store._set('onevault:a:visitor');
  expect(store._get('onevault:a:visitor')).toBeFalsy();
  expect(store._keys()).not.toContain('onevault:a:visitor');
});

test('sets path, lifetime, domain and SameSite', () => {
  const written = vi.spyOn(document, 'cookie', 'set');
  createCookieStore('shop.example', createStore())._set('k', 'v');
  expect(written).toHaveBeenCalledWith(
    expect.stringMatching(/^k=v;path=\/;samesite=lax;max-age=34560000;domain=shop.example/),
  );
});

test('falls back if cookies are forbidden', () => {
  vi.spyOn(document, 'cookie', 'get').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  const store = createCookieStore(undefined, createStore());
  store._set('k', 'v');
  expect(store._get('k')).toBe('v');
});
