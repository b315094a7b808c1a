import { parse } from '@lukeed/ms';

/**
 * Parses a duration to milliseconds: `'31 min'`, `'2 days'`, `'90d'`, `'500 ms'`, or `'0'`. Undefined for anything
 * else: a number without a unit, a negative number, other words.
 */
export function parseDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  // The library reads a bare number as milliseconds, which is never meant.
  const durationMs = /[a-z]/i.test(text) ? parse(text.trim()) : undefined;
  return durationMs !== undefined && durationMs >= 0 ? durationMs : undefined;
}
