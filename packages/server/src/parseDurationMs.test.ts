import { expect, test } from 'vitest';
import { parseDurationMs } from './parseDurationMs.ts';

test.each([
  ['31 min', 1_860_000],
  ['2 days', 172_800_000],
  ['90d', 7_776_000_000],
  ['24h', 86_400_000],
  ['30m', 1_800_000],
  ['45s', 45_000],
  ['1.5 hours', 5_400_000],
  ['500 ms', 500],
  ['0', 0],
])('%s is %i ms', (text, durationMs) => {
  expect(parseDurationMs(text)).toBe(durationMs);
});

test.each(['', 'soon', '5', '-1 s', '5 parsecs', '1e3 s', '5 s 3 s', 'NaN', 'x'.repeat(1_000)])(
  '%s is none',
  (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  },
);
