import { expect, test, vi } from 'vitest';
import { coalesce } from './coalesce.ts';

test('works once for all calls of one task, and again for the next', async () => {
  const work = vi.fn(async () => {});
  const run = coalesce(work);
  run();
  run();
  expect(work).not.toHaveBeenCalled();
  await 0;
  expect(work).toHaveBeenCalledTimes(1);
  await run();
  expect(work).toHaveBeenCalledTimes(2);
});

test('a call during the work is not lost', async () => {
  const work = vi.fn(async () => {
    if (work.mock.calls.length === 1) run();
  });
  const run = coalesce(work);
  await run();
  await 0;
  expect(work).toHaveBeenCalledTimes(2);
});

test('an error stays silent', async () => {
  const fail = async (): Promise<never> => {
    throw new Error('mine');
  };
  await expect(coalesce(fail)()).resolves.toBeUndefined();
});
