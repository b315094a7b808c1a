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

test('sends nothing if there are no events, or all are being sent', () => {
  const policy = createFlushPolicy(false);
  expect(policy._delayMs([])).toBeUndefined();
  expect(policy._delayMs([createTestEntry('a', { _isInFlight: true })])).toBeUndefined();
});

test('without useAsync each event goes at once', () => {
  const policy = createFlushPolicy(false);
  policy._rest();
  expect(policy._delayMs(many(1))).toBe(0);
});

test('with useAsync the first event goes at once, later ones are collected for 2 s', () => {
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

test('during a flush nothing is collected until the queue is empty', () => {
  const policy = toPatient();
  policy._hurry();
  expect(policy._delayMs(many(1))).toBe(0);
  policy._rest();
  expect(policy._delayMs(many(1))).toBeGreaterThan(0);
});
