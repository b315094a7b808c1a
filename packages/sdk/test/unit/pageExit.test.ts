import { expect, test, vi } from 'vitest';
import { settle, setVisibility, trackMany, useDelivery } from '../support/useDelivery.ts';

const delivery = useDelivery();

test('sends what waits with keepalive when the page hides', async () => {
  const tracker = delivery.createTracker({ useAsync: true });
  await Promise.all([tracker.trackEvent('first'), settle()]);
  trackMany(tracker, 5);
  setVisibility('hidden');
  await settle();
  expect(delivery.receiver.stored.size).toBe(6);
  expect(delivery.receiver.requests.at(-1)?.keepalive).toBe(true);
  expect(delivery.receiver.repeats).toBe(0);
});

test('keeps within the 64 KiB that a page has, and the rest for the next page', async () => {
  delivery.receiver.onRequest = () => ({ network: 'hang' });
  const tracker = delivery.createTracker({ useAsync: true });
  trackMany(tracker, 30, { text: 'x'.repeat(8_000) });
  setVisibility('hidden');
  const bytes = delivery.receiver.requests
    .filter(({ keepalive }) => keepalive)
    .map(({ body }) => JSON.stringify(body).length);
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(64 * 1024);
  const spilled = Object.keys(localStorage).find((key) => key.includes(':spill:'));
  expect(JSON.parse(localStorage.getItem(spilled ?? '') ?? '[]')).toHaveLength(30);
});

test('what the last page left is delivered by the next under the same ids, once', async () => {
  delivery.receiver.onRequest = () => ({ status: 503 });
  const first = delivery.createTracker();
  await Promise.all(trackMany(first, 3));
  window.dispatchEvent(new Event('pagehide'));
  first.shutdown();
  delivery.receiver.onRequest = undefined;
  await vi.advanceTimersByTimeAsync(10_000);
  const next = delivery.createTracker();
  await next.trackEvent('y');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(delivery.receiver.stored.size).toBe(4);
  expect(delivery.receiver.repeats).toBe(0);
  expect(next.getDeliveryStats()).toMatchObject({ tracked: 4, delivered: 4 });
  expect(Object.keys(localStorage).filter((key) => key.includes(':spill:'))).toEqual([]);
});

test('what was sent but not confirmed is sent again by the next page and stored once', async () => {
  delivery.receiver.faults.push({ network: 'hang', stores: true });
  const first = delivery.createTracker();
  trackMany(first, 3);
  await settle();
  window.dispatchEvent(new Event('pagehide'));
  first.shutdown();
  await vi.advanceTimersByTimeAsync(10_000);
  const next = delivery.createTracker();
  await next.trackEvent('y');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(delivery.receiver.stored.size).toBe(4);
  expect(next.getDeliveryStats()).toMatchObject({ tracked: 4, delivered: 4, duplicates: 3 });
});

test('a tracker that is shut down at once leaves what it found to the next', async () => {
  delivery.receiver.onRequest = () => ({ status: 503 });
  const first = delivery.createTracker();
  await Promise.all(trackMany(first, 3));
  first.shutdown();
  delivery.receiver.onRequest = undefined;
  await vi.advanceTimersByTimeAsync(10_000);
  // As frameworks do that mount everything twice while developing.
  const mounted = delivery.createTracker();
  mounted.flush();
  mounted.shutdown();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(mounted.getDeliveryStats()).toMatchObject({ tracked: 0, dropped: 0 });
  const next = delivery.createTracker();
  await Promise.all([next.flush(), settle()]);
  expect(delivery.receiver.stored.size).toBe(3);
});

test('does not ask a server that is down once more', async () => {
  delivery.receiver.onRequest = () => ({ status: 503 });
  const tracker = delivery.createTracker();
  await tracker.trackEvent('x');
  vi.spyOn(Math, 'random').mockReturnValue(0.99);
  delivery.receiver.requests.length = 0;
  for (let n = 0; n < 5; n++) {
    setVisibility('hidden');
    setVisibility('visible');
  }
  expect(delivery.receiver.requests).toHaveLength(0);
});
