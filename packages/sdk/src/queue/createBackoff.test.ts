import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBackoff } from './createBackoff.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('waits twice as long after each failure, at most a minute', () => {
  const backoff = createBackoff();
  const waits: number[] = [];
  for (let n = 0; n < 8; n++) {
    backoff._fail('HTTP 503: Service Unavailable');
    waits.push(Math.round(backoff._remainingMs()));
  }
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(backoff._failures()).toBe(8);
  expect(backoff._reason()).toBe('HTTP 503: Service Unavailable');
});

test('a success ends the wait', () => {
  const backoff = createBackoff();
  backoff._fail('x');
  expect(backoff._isWaiting()).toBe(true);
  backoff._succeed();
  expect(backoff._isWaiting()).toBe(false);
  expect(backoff._failures()).toBe(0);
});

test('waits for Retry-After, at most an hour, even if its own wait is ended', () => {
  const backoff = createBackoff();
  backoff._fail('x', 30_000);
  backoff._endOwnWait();
  expect(Math.round(backoff._remainingMs())).toBe(30_000);
  backoff._fail('x', 40 * 86_400_000);
  expect(Math.round(backoff._remainingMs())).toBe(3_600_000);
});

test('its own wait can be ended, and an unreadable Retry-After adds none', () => {
  const backoff = createBackoff();
  backoff._fail('x', Number.NaN);
  expect(Math.round(backoff._remainingMs())).toBe(500);
  backoff._endOwnWait();
  expect(backoff._isWaiting()).toBe(false);
});

test('halted, it waits until it is resumed, and gives the reason', () => {
  const backoff = createBackoff();
  backoff._halt('Paused');
  vi.advanceTimersByTime(86_400_000);
  expect([backoff._isHalted(), backoff._isWaiting(), backoff._reason()]).toEqual([true, true, 'Paused']);
  backoff._resume();
  expect([backoff._isHalted(), backoff._isWaiting()]).toEqual([false, false]);
});
