import { expect, test, vi } from 'vitest';
import { createLookup } from './createLookup.ts';

test('loads once for concurrent calls, and again when the result is too old', async () => {
  let now = 0;
  const load = vi.fn(async (key: string) => `${key}${now}`);
  const lookup = createLookup(load, { maxAgeMs: 1_000, maxEntries: 10, nowMs: () => now });
  expect(await Promise.all([lookup.get('a'), lookup.get('a')])).toEqual(['a0', 'a0']);
  now = 999;
  expect(await lookup.get('a')).toBe('a0');
  now = 1_000;
  expect(await lookup.get('a')).toBe('a1000');
  lookup.forget('a');
  await lookup.get('a');
  expect(load).toHaveBeenCalledTimes(3);
});

test('does not remember a failure', async () => {
  const load = vi.fn<(key: string) => Promise<number>>().mockRejectedValueOnce(new Error('down')).mockResolvedValue(1);
  const lookup = createLookup(load, { maxAgeMs: 1_000, maxEntries: 10, nowMs: () => 0 });
  await expect(lookup.get('a')).rejects.toThrow('down');
  expect(await lookup.get('a')).toBe(1);
});

test('forgets the oldest when full', async () => {
  const load = vi.fn(async (key: string) => key);
  const lookup = createLookup(load, { maxAgeMs: 1_000, maxEntries: 2, nowMs: () => 0 });
  for (const key of ['a', 'b', 'c', 'b', 'c', 'a']) await lookup.get(key);
  expect(load.mock.calls.map(([key]) => key)).toEqual(['a', 'b', 'c', 'a']);
});
