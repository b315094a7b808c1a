import { expect, test, vi } from 'vitest';
import { settle, setVisibility, trackMany, useDelivery } from '../support/useDelivery.ts';

const delivery = useDelivery();
const spillKeys = (): string[] => Object.keys(localStorage).filter((key) => key.includes(':spill:'));

test('sends waiting events with keepalive when the page hides', async () => {
  const tracker = delivery.createTracker({ useAsync: true });
  await Promise.all([tracker.trackEvent('first'), settle()]);
  trackMany(tracker, 5);
  setVisibility('hidden');
  await settle();
  expect(delivery.receiver.stored.size).toBe(6);
  expect(delivery.receiver.requests.at(-1)?.keepalive).toBe(true);
  expect(delivery.receiver.repeats).toBe(0);
});

test('stays within the page’s 64 KiB, and keeps the rest for the next page', async () => {
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

test('the next page delivers the events of the last one once, with the same ids', async () => {
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
  expect(spillKeys()).toEqual([]);
});

test('the next page sends unconfirmed events again, and they are stored once', async () => {
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

test('a page that comes back does not send again what was answered after it was left', async () => {
  const tracker = delivery.createTracker({ useAsync: true });
  trackMany(tracker, 10);
  window.dispatchEvent(new Event('pagehide'));
  expect(spillKeys()).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 10, delivered: 10 });
  window.dispatchEvent(new Event('pageshow'));
  await vi.advanceTimersByTimeAsync(10_000);
  await Promise.all([tracker.flush(), vi.advanceTimersByTimeAsync(10_000)]);
  expect(delivery.receiver.stored.size).toBe(10);
  expect(delivery.receiver.repeats).toBe(0);
  expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 10, delivered: 10, queued: 0 });
  expect(spillKeys()).toEqual([]);
});

test('a page that comes back sends what was not answered after it was left', async () => {
  delivery.receiver.onRequest = () => ({ status: 503 });
  const tracker = delivery.createTracker({ useAsync: true });
  trackMany(tracker, 10);
  window.dispatchEvent(new Event('pagehide'));
  await vi.advanceTimersByTimeAsync(10_000);
  delivery.receiver.onRequest = undefined;
  window.dispatchEvent(new Event('pageshow'));
  await vi.advanceTimersByTimeAsync(10_000);
  await Promise.all([tracker.flush(), vi.advanceTimersByTimeAsync(10_000)]);
  expect(delivery.receiver.stored.size).toBe(10);
  expect(delivery.receiver.repeats).toBe(0);
  expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 10, delivered: 10, queued: 0 });
  expect(spillKeys()).toEqual([]);
});

test('a tracker that is shut down at once leaves found events to the next', async () => {
  delivery.receiver.onRequest = () => ({ status: 503 });
  const first = delivery.createTracker();
  await Promise.all(trackMany(first, 3));
  first.shutdown();
  delivery.receiver.onRequest = undefined;
  await vi.advanceTimersByTimeAsync(10_000);
  // Like frameworks that mount everything twice in development.
  const mounted = delivery.createTracker();
  mounted.flush();
  mounted.shutdown();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(mounted.getDeliveryStats()).toMatchObject({ tracked: 0, dropped: 0 });
  const next = delivery.createTracker();
  await Promise.all([next.flush(), settle()]);
  expect(delivery.receiver.stored.size).toBe(3);
});

test('does not call a server that is down again', async () => {
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
