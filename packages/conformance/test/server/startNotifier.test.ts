import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { EngineUnavailable } from '@onevault/server/internal/engine/port';
import { startNotifier } from '@onevault/server/internal/worker/startNotifier';
import { expect, test } from 'vitest';

test('notifies at once; customers woken during a notification share the next', async () => {
  const notices: { customerIds: string[]; sent(): void }[] = [];
  const notifier = startNotifier({
    engine: {
      ...createMemoryEngine(),
      notifyWork: (customerIds) => new Promise((resolve) => notices.push({ customerIds, sent: resolve })),
    },
  });
  for (const customerId of ['a', 'b', 'c', 'b']) notifier.wake(customerId);
  notices[0]?.sent();
  await expect.poll(() => notices.length).toBe(2);
  notices[1]?.sent();
  await notifier.settle();
  expect(notices.map(({ customerIds }) => customerIds)).toEqual([['a'], ['b', 'c']]);
  await notifier.stop();
});

test('a failed notification is logged once, and later ones are sent', async () => {
  const lines: string[] = [];
  let isAway = true;
  const sent: string[][] = [];
  const notifier = startNotifier({
    engine: {
      ...createMemoryEngine(),
      async notifyWork(customerIds) {
        if (isAway) throw new EngineUnavailable('away');
        sent.push(customerIds);
      },
    },
    log: { info: () => {}, warn: (line) => lines.push(line), error: () => {} },
  });
  for (const customerId of ['a', 'b']) {
    notifier.wake(customerId);
    await notifier.settle();
  }
  expect(lines).toEqual([expect.stringContaining('Failed to wake the workers')]);
  isAway = false;
  notifier.wake('c');
  await notifier.settle();
  expect(sent).toEqual([['c']]);
});
