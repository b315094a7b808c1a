import { expect, test, vi } from 'vitest';
import { settle, trackMany, useDelivery } from '../support/useDelivery.ts';

const delivery = useDelivery();

test.each([
  ['no answer', { network: 'refuse' as const }],
  ['408', { status: 408 }],
  ['429', { status: 429 }],
  ['500', { status: 500 }],
  ['502', { status: 502 }],
  ['503', { status: 503 }],
  ['504', { status: 504 }],
  ['404', { status: 404 }],
  ['200 that is not ours', { status: 200, body: '<html>' }],
  ['200 with success false', { status: 200, body: { success: false } }],
  ['500 after storing', { status: 500, stores: true }],
  ['no answer after storing', { network: 'refuse' as const, stores: true }],
])('%s: keeps the events, says that they are queued, and delivers them later', async (_, fault) => {
  delivery.receiver.faults.push(fault, fault, fault);
  const tracker = delivery.createTracker();
  const answers = await Promise.all(trackMany(tracker, 4));
  for (const answer of answers) {
    expect(answer).toMatchObject({
      success: false,
      queued: true,
      event_id: expect.any(String),
      event_data: { n: expect.any(Number) },
    });
  }
  expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 4, queued: 4, delivered: 0 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(delivery.receiver.stored.size).toBe(4);
  expect(tracker.getDeliveryStats()).toMatchObject({ delivered: 4, queued: 0, dropped: 0 });
  expect(tracker.getDeliveryStats().duplicates).toBe(delivery.receiver.repeats > 0 ? 4 : 0);
});

test('calls a server that is down rarely, and not for each new event', async () => {
  delivery.receiver.onRequest = () => ({ status: 503 });
  const tracker = delivery.createTracker();
  for (let n = 0; n < 50; n++) {
    tracker.trackEvent('x', { n });
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(delivery.receiver.requests.length).toBeLessThanOrEqual(10);
  expect(delivery.receiver.requests.length).toBeGreaterThan(1);
  delivery.receiver.onRequest = undefined;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(delivery.receiver.stored.size).toBe(50);
  expect(delivery.receiver.repeats).toBe(0);
});

test('an event tracked during an outage is answered at once', async () => {
  delivery.receiver.onRequest = () => ({ status: 503 });
  const tracker = delivery.createTracker();
  await tracker.trackEvent('x');
  vi.spyOn(Math, 'random').mockReturnValue(0.9);
  delivery.receiver.requests.length = 0;
  expect(await tracker.trackEvent('y')).toMatchObject({ queued: true, error: 'HTTP 503: Service Unavailable' });
  expect(delivery.receiver.requests).toHaveLength(0);
});

test.each([
  ['seconds', () => '30'],
  ['a date', () => new Date(Date.now() + 30_000).toUTCString()],
])('waits for Retry-After in %s', async (_, retryAfter) => {
  delivery.receiver.faults.push({ status: 429, headers: { 'Retry-After': retryAfter() } });
  const tracker = delivery.createTracker();
  await tracker.trackEvent('x');
  await vi.advanceTimersByTimeAsync(28_000);
  window.dispatchEvent(new Event('online'));
  await settle();
  expect(delivery.receiver.requests).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(delivery.receiver.stored.size).toBe(1);
});

test('continues at once when the network is back', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.99);
  delivery.receiver.faults.push({ network: 'refuse' }, { network: 'refuse' });
  await delivery.createTracker().trackEvent('x');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(delivery.receiver.requests).toHaveLength(2);
  window.dispatchEvent(new Event('online'));
  await settle();
  expect(delivery.receiver.stored.size).toBe(1);
});

test.each([401, 403])('%i stops sending, is told once, and keeps the events for a valid key', async (status) => {
  delivery.receiver.onRequest = () => ({ status });
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const tracker = delivery.createTracker();
  await tracker.trackEvent('x');
  await tracker.trackEvent('y');
  await vi.advanceTimersByTimeAsync(600_000);
  expect(delivery.receiver.requests).toHaveLength(1);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]?.[0]).toContain(`HTTP ${status}`);
  expect(console.log).not.toHaveBeenCalled();
  expect(tracker.getDeliveryStats()).toMatchObject({ queued: 2, dropped: 0 });
  delivery.receiver.onRequest = undefined;
  tracker.resume();
  await settle();
  expect(delivery.receiver.stored.size).toBe(2);
});

test('an event that makes the server fail does not delay the others', async () => {
  delivery.receiver.onRequest = ({ body }) => (JSON.stringify(body).includes('poison') ? { status: 500 } : undefined);
  const tracker = delivery.createTracker();
  trackMany(tracker, 10);
  tracker.trackEvent('poison');
  trackMany(tracker, 10);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(delivery.receiver.stored.size).toBe(20);
  expect(tracker.getDeliveryStats()).toMatchObject({ delivered: 20, queued: 1 });
});

test('a request without an answer is aborted after 20 s', async () => {
  delivery.receiver.faults.push({ network: 'hang' });
  const answer = delivery.createTracker().trackEvent('x');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await answer).toMatchObject({ queued: true, error: 'Timeout' });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(delivery.receiver.stored.size).toBe(1);
});

test('never sends an event older than a week', async () => {
  const tracker = delivery.createTracker();
  tracker.pause();
  await tracker.trackEvent('old');
  await vi.advanceTimersByTimeAsync(8 * 86_400_000);
  tracker.resume();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(delivery.receiver.stored.size).toBe(0);
  expect(tracker.getDeliveryStats()).toMatchObject({ queued: 0, droppedByReason: { expired: 1 } });
});

test('a full queue drops the oldest automatic events first, and counts them', async () => {
  delivery.receiver.onRequest = () => ({ status: 503 });
  const tracker = delivery.createTracker();
  await tracker.trackEvent('order');
  for (let n = 0; n < 3; n++) tracker.trackInteraction('button', `b${n}`, 'click');
  const dropped: unknown[] = [];
  tracker.on('dropped', (event) => dropped.push(event.reason));
  trackMany(tracker, 4_998);
  expect(tracker.getDeliveryStats()).toMatchObject({ queued: 5_000, dropped: 2, droppedByReason: { overflow: 2 } });
  expect(dropped).toEqual(['overflow', 'overflow']);
  delivery.receiver.onRequest = undefined;
  await vi.advanceTimersByTimeAsync(120_000);
  const ids = delivery.receiver.events().map((event) => event.event_data.element_id ?? event.event_type);
  expect(delivery.receiver.stored.size).toBe(5_000);
  expect(ids).toContain('order');
  expect(ids).toContain('b2');
  expect(ids).not.toContain('b0');
});
