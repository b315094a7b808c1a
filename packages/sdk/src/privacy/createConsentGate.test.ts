import { afterEach, expect, test, vi } from 'vitest';
import { createConsentGate } from './createConsentGate.ts';

const erase = vi.fn();
const signal = (value: unknown): void => {
  Object.defineProperty(navigator, 'globalPrivacyControl', { value, configurable: true });
};

afterEach(() => {
  Reflect.deleteProperty(navigator, 'globalPrivacyControl');
  vi.clearAllMocks();
});

test('granted by default; a privacy signal of the browser means denied', () => {
  const gate = createConsentGate({}, erase);
  expect([gate._state(), gate._isGranted()]).toEqual(['granted', true]);
  signal(true);
  expect([gate._state(), gate._isGranted()]).toEqual(['denied', false]);
  expect(createConsentGate({ respectSignals: false }, erase)._state()).toBe('granted');
});

test('held events are settled in order when consent is granted', () => {
  const gate = createConsentGate({ consent: 'pending' }, erase);
  const settled: unknown[] = [];
  gate._hold((isGranted) => settled.push(['event', isGranted]));
  gate._whenGranted(() => settled.push('act'));
  gate._hold((isGranted) => settled.push(['event', isGranted]));
  expect(gate._heldEvents()).toBe(2);
  expect(settled).toEqual([]);
  gate._set('pending');
  expect(settled).toEqual([]);
  gate._set('granted');
  expect(settled).toEqual([['event', true], 'act', ['event', true]]);
  expect(gate._heldEvents()).toBe(0);
  expect(erase).not.toHaveBeenCalled();
});

test('denied settles held events as refused, does not act, and erases', () => {
  const gate = createConsentGate({ consent: 'pending' }, erase);
  const settle = vi.fn();
  const act = vi.fn();
  gate._hold(settle);
  gate._whenGranted(act);
  gate._set('denied');
  gate._whenGranted(act);
  expect(settle).toHaveBeenCalledWith(false);
  expect(act).not.toHaveBeenCalled();
  expect(erase).toHaveBeenCalledTimes(1);
});

test('a shutdown refuses held events and erases nothing', () => {
  const gate = createConsentGate({ consent: 'pending' }, erase);
  const settle = vi.fn();
  const act = vi.fn();
  gate._hold(settle);
  gate._whenGranted(act);
  gate._stop();
  expect(settle).toHaveBeenCalledWith(false);
  expect(act).not.toHaveBeenCalled();
  expect(erase).not.toHaveBeenCalled();
});

test('holds 500 events', () => {
  const gate = createConsentGate({ consent: 'pending' }, erase);
  for (let n = 0; n < 500; n++) expect(gate._hold(() => {})).toBe(true);
  expect(gate._hold(() => {})).toBe(false);
  expect(gate._heldEvents()).toBe(500);
});

test('a later signal erases once, at the next event; denied by default does not', () => {
  const gate = createConsentGate({}, erase);
  signal(true);
  gate._state();
  expect(erase).not.toHaveBeenCalled();
  expect(gate._ask()).toBe('denied');
  gate._ask();
  expect(erase).toHaveBeenCalledTimes(1);
  signal(false);
  createConsentGate({ consent: 'denied' }, erase)._ask();
  expect(erase).toHaveBeenCalledTimes(1);
});

test('a failing action causes no error', () => {
  const gate = createConsentGate({}, erase);
  const act = (): never => {
    throw new Error('mine');
  };
  expect(() => gate._whenGranted(act)).not.toThrow();
});
