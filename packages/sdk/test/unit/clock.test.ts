import { expect, test, vi } from 'vitest';
import { settle, trackMany, useDelivery } from '../support/useDelivery.ts';

const delivery = useDelivery();

test('sent_at is the time of sending, also of a second attempt; timestamp stays', async () => {
  delivery.receiver.faults.push({ status: 503, headers: { 'Retry-After': '100' } });
  vi.setSystemTime(new Date('2026-03-01T00:00:00Z'));
  await delivery.createTracker().trackEvent('x');
  await vi.advanceTimersByTimeAsync(110_000);
  const data = delivery.receiver.events()[0]?.event_data as { timestamp: string; sent_at: string };
  expect(data.timestamp).toBe('2026-03-01T00:00:00.000Z');
  expect(Date.parse(data.sent_at) - Date.parse(data.timestamp)).toBeGreaterThanOrEqual(100_000);
});

test('seq has no gaps within a tab, in any order of arrival', async () => {
  delivery.receiver.faults.push({ status: 503 }, { status: 500 });
  const tracker = delivery.createTracker();
  for (let n = 0; n < 5; n++) {
    trackMany(tracker, 7);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  await vi.advanceTimersByTimeAsync(60_000);
  const seqs = delivery.receiver.events().map((event) => event.event_data.seq as number);
  expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 35 }, (_, n) => n));
});

test('a clock set back, by an hour or by forty days, delays nothing', async () => {
  for (const backMs of [3_600_000, 40 * 86_400_000]) {
    delivery.receiver.faults.push({ status: 503 });
    const tracker = delivery.createTracker({ useAsync: true });
    await Promise.all([tracker.trackEvent('waits for the server'), settle()]);
    vi.setSystemTime(Date.now() - backMs);
    tracker.trackEvent('tracked since');
    const before = delivery.receiver.requests.length;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(tracker.getDeliveryStats()).toMatchObject({ delivered: 2, queued: 0 });
    // One request for the retry and one for the collected events, and no timer that spins.
    expect(delivery.receiver.requests.length - before).toBeLessThanOrEqual(2);
    tracker.shutdown();
  }
});

test('no timer is longer than an hour, whatever the clock was when an event was stored', async () => {
  delivery.receiver.onRequest = () => ({ status: 503 });
  vi.setSystemTime(Date.now() + 40 * 86_400_000);
  const first = delivery.createTracker();
  await Promise.all([first.trackEvent('from the future'), settle()]);
  first.shutdown();
  vi.setSystemTime(Date.now() - 40 * 86_400_000);
  const timers = vi.spyOn(globalThis, 'setTimeout');
  delivery.receiver.onRequest = undefined;
  const next = delivery.createTracker({ useAsync: true });
  next.flush();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(next.getDeliveryStats()).toMatchObject({ tracked: 1, delivered: 1 });
  for (const [, delayMs] of timers.mock.calls) expect(delayMs).toBeLessThanOrEqual(3_600_000);
});

test('a clock that was years behind and is corrected expires nothing', async () => {
  vi.setSystemTime(new Date('2000-01-01T00:00:00Z'));
  delivery.receiver.faults.push({ status: 503 });
  const tracker = delivery.createTracker();
  await tracker.trackEvent('x');
  vi.setSystemTime(new Date('2026-03-01T00:00:00Z'));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(tracker.getDeliveryStats()).toMatchObject({ delivered: 1, dropped: 0 });
});

test('a clock that was ahead does not make the SDK avoid batches for ever', async () => {
  delivery.receiver.onRequest = ({ body }) =>
    Array.isArray(body) ? { status: 422, body: { detail: 'not an object' } } : undefined;
  vi.setSystemTime(Date.now() + 400 * 86_400_000);
  const first = delivery.createTracker();
  trackMany(first, 2);
  await settle();
  expect(delivery.batchSizes()).toEqual([2, 1, 1]);
  first.shutdown();
  vi.setSystemTime(Date.now() - 400 * 86_400_000);
  delivery.receiver.onRequest = undefined;
  trackMany(delivery.createTracker(), 2);
  await settle();
  expect(delivery.batchSizes()).toEqual([2, 1, 1, 2]);
});
