import { expect, test } from 'vitest';
import { createPace } from './createPace.ts';

/** Transactions of full size on a database that does so many rows a second. */
function settleAt(rowsASecond: number, pace = createPace()): number {
  for (let transaction = 0; transaction < 50; transaction += 1) pace.learn(pace.limit(), pace.limit() / rowsASecond);
  return pace.limit() / rowsASecond;
}

test.each([1_000, 5_000, 20_000])(
  'a database that does %i rows a second gets transactions near a quarter second',
  (rate) => {
    const seconds = settleAt(rate);
    expect(seconds).toBeLessThanOrEqual(0.26);
    expect(seconds).toBeGreaterThan(0.09);
  },
);

test('follows a database that becomes slower and recovers', () => {
  const pace = createPace();
  settleAt(20_000, pace);
  expect(settleAt(1_000, pace)).toBeLessThanOrEqual(0.26);
  expect(settleAt(20_000, pace)).toBeGreaterThan(0.09);
});

test('a slow small transaction changes nothing: its time is the fixed cost of a commit', () => {
  const pace = createPace();
  const before = pace.limit();
  for (let transaction = 0; transaction < 50; transaction += 1) pace.learn(1, 5);
  expect(pace.limit()).toBe(before);
});

test('a failed size is not tried again, but a hundred rows always are', () => {
  const pace = createPace();
  pace.learnTooMuch(1_000);
  expect(pace.limit()).toBe(250);
  for (let failure = 0; failure < 10; failure += 1) pace.learnTooMuch(pace.limit());
  expect(pace.limit()).toBe(100);
});
