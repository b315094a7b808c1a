import { expect, test, vi } from 'vitest';
import { settle, setVisibility, trackMany, useDelivery } from '../support/useDelivery.ts';

const delivery = useDelivery();

test('pause keeps, resume sends', async () => {
  const tracker = delivery.createTracker();
  tracker.pause();
  expect(await tracker.trackEvent('x')).toMatchObject({ queued: true, error: 'Paused' });
  setVisibility('hidden');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(delivery.receiver.requests).toHaveLength(0);
  tracker.resume();
  await settle();
  expect(delivery.receiver.stored.size).toBe(1);
});

test('flush sends at once and resolves with the statistics', async () => {
  const tracker = delivery.createTracker({ useAsync: true });
  await Promise.all([tracker.trackEvent('first'), settle()]);
  trackMany(tracker, 250);
  const [stats] = await Promise.all([tracker.flush(), settle()]);
  expect(delivery.receiver.stored.size).toBe(251);
  expect(stats).toMatchObject({ tracked: 251, delivered: 251, queued: 0 });
});

test.each([
  ['refuses', { network: 'refuse' as const }],
  ['hangs', { network: 'hang' as const }],
])('flush also ends when the server %s', async (_, fault) => {
  delivery.receiver.onRequest = () => fault;
  const tracker = delivery.createTracker();
  trackMany(tracker, 2);
  const [stats] = await Promise.all([tracker.flush({ timeoutMs: 500 }), vi.advanceTimersByTimeAsync(500)]);
  expect(stats).toMatchObject({ queued: 2, delivered: 0 });
});

test('shutdown sends what it can and leaves no timer; later events are dropped and counted', async () => {
  const tracker = delivery.createTracker({ useAsync: true });
  await Promise.all([tracker.trackEvent('first'), settle()]);
  tracker.trackEvent('last');
  tracker.shutdown();
  await settle();
  expect(delivery.receiver.stored.size).toBe(2);
  expect(vi.getTimerCount()).toBe(0);
  expect(await tracker.trackEvent('late')).toMatchObject({ success: false, dropped: 'shutdown' });
  expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 3, delivered: 2, dropped: 1 });
});

test('shutdown removes every listener', () => {
  const added = vi.spyOn(window, 'addEventListener');
  const removed = vi.spyOn(window, 'removeEventListener');
  const tracker = delivery.createTracker();
  tracker.trackEvent('x');
  tracker.shutdown();
  expect(added.mock.calls.length).toBeGreaterThan(0);
  expect(removed.mock.calls.map(([name]) => name).sort()).toEqual(added.mock.calls.map(([name]) => name).sort());
});

test('listeners get delivery events, and a throwing one has no effect on others', async () => {
  const heard: string[] = [];
  const tracker = delivery.createTracker();
  for (const name of ['queued', 'retry', 'delivered', 'dropped'] as const) {
    tracker.on(name, () => {
      heard.push(name);
      throw new Error('mistake');
    });
  }
  delivery.receiver.faults.push({ status: 503 });
  await tracker.trackEvent('x');
  await vi.advanceTimersByTimeAsync(2_000);
  await tracker.trackEvent('reject_me');
  expect(delivery.receiver.stored.size).toBe(1);
  expect(heard).toEqual(['queued', 'retry', 'delivered', 'queued', 'dropped']);
  const stop = tracker.on('queued', () => heard.push('again'));
  stop();
  await tracker.trackEvent('y');
  expect(heard).not.toContain('again');
});
