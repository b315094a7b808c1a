import { afterEach, expect, test, vi } from 'vitest';
import { createUuid } from './createUuid.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('is a UUIDv7 with the current time', () => {
  const before = Date.now();
  const id = createUuid();
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16) - before).toBeLessThan(60_000);
});

test('increases within a millisecond and when the clock goes back, and never repeats', () => {
  vi.useFakeTimers();
  const ids = Array.from({ length: 10_000 }, createUuid);
  vi.setSystemTime(Date.now() - 3_600_000);
  ids.push(...Array.from({ length: 100 }, createUuid));
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids.map((id) => id.slice(-12))).size).toBe(ids.length);
});
