import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRateLimit } from './createRateLimit.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-01T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

test('is over the limit from the first call above it to the end of the minute', () => {
  const isOver = createRateLimit(2);
  expect([isOver(), isOver(), isOver(), isOver()]).toEqual([false, false, true, true]);
  vi.advanceTimersByTime(59_999);
  expect(isOver()).toBe(true);
  vi.advanceTimersByTime(1);
  expect(isOver()).toBe(false);
});

test('the default is 6,000 events a minute', () => {
  const isOver = createRateLimit();
  for (let n = 0; n < 6_000; n++) expect(isOver()).toBe(false);
  expect(isOver()).toBe(true);
});
