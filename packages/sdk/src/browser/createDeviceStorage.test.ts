import { beforeEach, expect, test } from 'vitest';
import { createDeviceStorage } from './createDeviceStorage.ts';

beforeEach(() => {
  localStorage.clear();
});

test('lists and erases only keys with its prefix', () => {
  const device = createDeviceStorage('onevault:a:', undefined, undefined);
  device._identities._set('onevault:a:visitor', 'v');
  device._events._set('onevault:b:visitor', 'other');
  expect(device._list()).toEqual({ 'onevault:a:visitor': 'v' });
  device._erase();
  expect(device._list()).toEqual({});
  expect(localStorage.getItem('onevault:b:visitor')).toBe('other');
});

test('identities are in cookies, events in localStorage', () => {
  const device = createDeviceStorage('onevault:a:', 'cookie', undefined);
  device._identities._set('onevault:a:visitor', 'v');
  device._events._set('onevault:a:single', '1');
  expect(document.cookie).toContain('visitor');
  expect(device._list()).toEqual({ 'onevault:a:visitor': 'v', 'onevault:a:single': '1' });
  device._erase();
  expect(document.cookie).not.toContain('onevault');
});

test('memory stores nothing on the device', () => {
  const device = createDeviceStorage('onevault:a:', 'memory', undefined);
  device._identities._set('onevault:a:visitor', 'v');
  expect(localStorage.length).toBe(0);
  expect(device._list()).toEqual({});
  expect(device._identities._get('onevault:a:visitor')).toBe('v');
});
