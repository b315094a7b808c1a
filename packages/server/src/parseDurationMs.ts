import { parse } from '@lukeed/ms';

/**
 * A length of time in milliseconds: `'31 min'`, `'2 days'`, `'90d'`, `'500 ms'`, or `'0'`. Undefined for anything else:
 * a number without a unit, a negative one, other words.
 */
export function parseDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  // A bare number would be milliseconds: nobody means that.
  const durationMs = /[a-z]/i.test(text) ? parse(text.trim()) : undefined;
  return durationMs !== undefined && durationMs >= 0 ? durationMs : undefined;
}
