import { expect, test } from 'vitest';
import { createTurns } from './createTurns.ts';

test('runs so many at the same time, the others in their order, also after a failure', async () => {
  const takeTurn = createTurns(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const run = (n: number) =>
    takeTurn(() => {
      begun.push(n);
      return new Promise<number>((resolve, reject) => {
        ends[n] = () => (n === 0 ? reject(new Error('failed')) : resolve(n));
      });
    });
  const all = [0, 1, 2, 3].map(run);
  const failed = expect(all[0]).rejects.toThrow('failed');
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  ends[0]?.();
  await failed;
  expect(begun).toEqual([0, 1, 2]);
  ends[1]?.();
  expect(await all[1]).toBe(1);
  await Promise.resolve();
  expect(begun).toEqual([0, 1, 2, 3]);
  ends[2]?.();
  ends[3]?.();
  expect(await Promise.all(all.slice(2))).toEqual([2, 3]);
  expect(await takeTurn(async () => 'free')).toBe('free');
});
