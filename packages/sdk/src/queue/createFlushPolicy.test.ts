import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTestEntry } from '../../test/support/createTestEntry.ts';
import { createFlushPolicy } from './createFlushPolicy.ts';

const many = (count: number, bytes = 100) =>
  Array.from({ length: count }, (_, n) => createTestEntry(`e${n}`, { _bytes: bytes }));
const toPatient = () => {
  const policy = createFlushPolicy(true);
  policy._rest();
  return policy;
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('nothing there, or everything on its way, is nothing to send', () => {
  const policy = createFlushPolicy(false);
  expect(policy._delayMs([])).toBeUndefined();
  expect(policy._delayMs([createTestEntry('a', { _isInFlight: true })])).toBeUndefined();
});

test('without patience each event goes at once', () => {
  const policy = createFlushPolicy(false);
  policy._rest();
  expect(policy._delayMs(many(1))).toBe(0);
});

test('the first event of a patient queue goes at once, later ones are gathered for 2 s', () => {
  const policy = createFlushPolicy(true);
  expect(policy._delayMs(many(1))).toBe(0);
  policy._rest();
  const entries = many(2);
  expect(policy._delayMs(entries)).toBe(2_000);
  vi.advanceTimersByTime(1_500);
  expect(policy._delayMs(entries)).toBe(500);
  vi.advanceTimersByTime(1_500);
  expect(policy._delayMs(entries)).toBe(0);
});

test.each([
  ['20 events', 20, 100],
  ['60 KB', 3, 25_000],
])('%s are enough to go at once', (_, count, bytes) => {
  expect(toPatient()._delayMs(many(count - 1, bytes))).toBeGreaterThan(0);
  expect(toPatient()._delayMs(many(count, bytes))).toBe(0);
});

test('in a hurry nothing is gathered until the queue rests', () => {
  const policy = toPatient();
  policy._hurry();
  expect(policy._delayMs(many(1))).toBe(0);
  policy._rest();
  expect(policy._delayMs(many(1))).toBeGreaterThan(0);
});
