import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { silentLog } from '../log.ts';
import { startUpkeep } from '../worker/startUpkeep.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(customers: string[], failing: string[] = []) {
  const done: string[] = [];
  const warnings: string[] = [];
  const operations = {
    customersToMaintain: async () => customers,
    async maintain(customerId: string) {
      if (failing.includes(customerId)) throw new Error('no disk');
      done.push(customerId);
      return { sessionsClosed: 1, eventsForgotten: 0, idsForgotten: 0 };
    },
    async maintainStorage() {
      done.push('storage');
    },
  };
  const upkeep = startUpkeep({ operations, log: { ...silentLog, warn: (line) => warnings.push(line) } });
  return { upkeep, done, warnings, failing };
}

test('maintains customers every minute, and partitions once a day', async () => {
  const { upkeep, done } = setUp(['a', 'b']);
  await vi.advanceTimersByTimeAsync(59_999);
  expect(done).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(done).toEqual(['a', 'b', 'storage']);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(done).toEqual(['a', 'b', 'storage', 'a', 'b']);
  await vi.advanceTimersByTimeAsync(86_400_000);
  expect(done.filter((name) => name === 'storage')).toHaveLength(2);
  await upkeep.stop();
});

test('a failure of one customer is logged once and does not stop the others', async () => {
  const { upkeep, done, warnings, failing } = setUp(['a', 'b', 'c'], ['b']);
  await vi.advanceTimersByTimeAsync(180_000);
  expect(done).toEqual(['a', 'c', 'storage', 'a', 'c', 'a', 'c']);
  expect(warnings).toEqual([expect.stringMatching(/Failed to maintain .*no disk/)]);
  failing.length = 0;
  await vi.advanceTimersByTimeAsync(60_000);
  failing.push('a');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(warnings).toHaveLength(2);
  await upkeep.stop();
});

test('does nothing after a stop', async () => {
  const { upkeep, done } = setUp(['a']);
  await upkeep.stop();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(done).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
