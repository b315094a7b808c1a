import { expect, test } from 'vitest';
import { createRateLimiter } from './createRateLimiter.ts';

test('allows a burst up to the limit, then an even refill, for each key separately', () => {
  let now = 0;
  const limit = createRateLimiter({ perMinute: 6, nowMs: () => now });
  for (let i = 5; i >= 0; i -= 1) {
    expect(limit('a')).toMatchObject({
      isAllowed: true,
      headers: { 'RateLimit-Limit': '6', 'RateLimit-Remaining': `${i}` },
    });
  }
  expect(limit('a')).toMatchObject({ isAllowed: false, headers: { 'Retry-After': '10', 'RateLimit-Reset': '60' } });
  expect(limit('b').isAllowed).toBe(true);
  now += 9_999;
  expect(limit('a')).toMatchObject({ isAllowed: false, headers: { 'Retry-After': '1' } });
  now += 1;
  expect(limit('a').isAllowed).toBe(true);
  expect(limit('a').isAllowed).toBe(false);
  now += 3_600_000;
  expect(limit('a').headers['RateLimit-Remaining']).toBe('5');
});

test('0 means no limit and no headers', () => {
  const limit = createRateLimiter({ perMinute: 0 });
  for (let i = 0; i < 10_000; i += 1) expect(limit('a')).toEqual({ isAllowed: true, headers: {} });
});
