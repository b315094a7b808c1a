import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTestEntry } from '../../test/support/createTestEntry.ts';
import { createBackup } from './createBackup.ts';
import type { Entry } from './createEntry.ts';

let waiting: Entry[];
const takeBack = vi.fn();
const leave = vi.fn((_events: Entry[]) => takeBack);

beforeEach(() => {
  vi.useFakeTimers();
  waiting = [createTestEntry('a')];
});
afterEach(() => {
  vi.useRealTimers();
  vi.clearAllMocks();
});

test('calls fetchLater at most once in a tenth of a second, with all waiting events', () => {
  const backup = createBackup(leave as never, () => waiting);
  backup._plan();
  waiting = [createTestEntry('a'), createTestEntry('b')];
  backup._plan();
  vi.advanceTimersByTime(100);
  expect(leave.mock.calls).toEqual([[waiting]]);
});

test('a newer request replaces the older one', () => {
  const backup = createBackup(leave as never, () => waiting);
  backup._makeNow();
  backup._makeNow();
  expect(leave).toHaveBeenCalledTimes(2);
  expect(takeBack).toHaveBeenCalledTimes(1);
});

test('revoked, the browser has no request and no timer runs', () => {
  const backup = createBackup(leave as never, () => waiting);
  backup._makeNow();
  backup._plan();
  backup._revoke();
  expect(takeBack).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('does nothing in a browser without fetchLater', () => {
  const backup = createBackup(undefined, () => waiting);
  backup._plan();
  expect(vi.getTimerCount()).toBe(0);
  expect(() => backup._makeNow()).not.toThrow();
});
