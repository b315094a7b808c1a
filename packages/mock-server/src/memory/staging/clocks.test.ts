import { expect, test } from 'vitest';
import { readClocks } from './clocks.ts';

// Goldens cannot choose their arrival time, so the exact limits are tested here.
const RECEIVED = Date.UTC(2026, 2, 31, 12) * 1_000;

test.each([
  ['30 days before arrival', '2026-03-01T12:00:00Z', 'taken'],
  ['a microsecond more', '2026-03-01T11:59:59.999999Z', 'implausible'],
  ['5 minutes after arrival', '2026-03-31T12:05:00Z', 'taken'],
  ['a microsecond more', '2026-03-31T12:05:00.000001Z', 'implausible'],
])('a timestamp alone: %s', (_what, timestamp, outcome) => {
  const reading = readClocks(timestamp, undefined, RECEIVED);
  expect(reading.timestamp).toBe(outcome);
  if (outcome === 'implausible') expect(reading.micros).toBe(RECEIVED);
});

test('keeps microseconds', () => {
  expect(readClocks('2026-03-31T11:59:59.1234569Z', undefined, RECEIVED).micros).toBe(RECEIVED - 876_544);
});
