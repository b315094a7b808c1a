import { expect, test, vi } from 'vitest';
import { settle, trackMany, useDelivery } from '../support/useDelivery.ts';

const delivery = useDelivery();

test('sends the events of one task together, and answers each event with its own part', async () => {
  const answers = trackMany(delivery.createTracker(), 3);
  await settle();
  expect(delivery.batchSizes()).toEqual([3]);
  const ids = delivery.receiver.events().map((event) => event.event_id);
  expect(await Promise.all(answers)).toEqual(
    ids.map((event_id) => ({
      success: true,
      message: 'stored',
      event_id,
      timestamp: expect.any(String),
      processing: 'automatic',
      processing_status: 'complete',
    })),
  );
});

test('sends 1,000 events of one task in at most 60 requests and none twice', async () => {
  for (const useAsync of [false, true]) {
    trackMany(delivery.createTracker({ useAsync }), 1000);
    await vi.advanceTimersByTimeAsync(10_000);
  }
  expect(delivery.receiver.stored.size).toBe(2000);
  expect(delivery.receiver.repeats).toBe(0);
  expect(delivery.receiver.requests.length).toBeLessThanOrEqual(120);
});

test('keeps a request below 60 KB', async () => {
  trackMany(delivery.createTracker(), 20, { text: 'x'.repeat(10_000) });
  await settle();
  expect(delivery.receiver.stored.size).toBe(20);
  for (const { body } of delivery.receiver.requests) expect(JSON.stringify(body).length).toBeLessThan(61_000);
});

test('with useAsync sends the first event at once, then 20 events or after 2 s', async () => {
  const tracker = delivery.createTracker({ useAsync: true });
  tracker.trackEvent('first');
  await settle();
  expect(delivery.batchSizes()).toEqual([1]);
  trackMany(tracker, 19);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(delivery.batchSizes()).toEqual([1]);
  await vi.advanceTimersByTimeAsync(1);
  expect(delivery.batchSizes()).toEqual([1, 19]);
  trackMany(tracker, 20);
  await settle();
  expect(delivery.batchSizes()).toEqual([1, 19, 20]);
});

test('sends single events to a server without batches, and remembers that', async () => {
  delivery.receiver.onRequest = ({ body }) =>
    Array.isArray(body) ? { status: 422, body: { detail: 'not an object' } } : undefined;
  const answers = trackMany(delivery.createTracker(), 5);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(delivery.receiver.stored.size).toBe(5);
  expect(delivery.batchSizes()).toEqual([5, 1, 1, 1, 1, 1]);
  for (const answer of await Promise.all(answers)) expect(answer.success).toBe(true);
  trackMany(delivery.createTracker(), 2);
  await settle();
  expect(delivery.batchSizes().slice(6)).toEqual([1, 1]);
});

test('splits too large batches, drops only events that are too large alone, and grows again', async () => {
  const limit = 3_000;
  delivery.receiver.onRequest = ({ body }) => (JSON.stringify(body).length > limit ? { status: 413 } : undefined);
  const tracker = delivery.createTracker();
  const answers = [
    ...trackMany(tracker, 8),
    tracker.trackEvent('huge', { text: 'x'.repeat(4_000) }),
    ...trackMany(tracker, 8),
  ];
  await settle();
  expect(delivery.receiver.stored.size).toBe(16);
  expect(await answers[8]).toMatchObject({
    success: false,
    dropped: 'too_large',
    error: 'HTTP 413: Payload Too Large',
  });
  expect(tracker.getDeliveryStats()).toMatchObject({ delivered: 16, dropped: 1, droppedByReason: { too_large: 1 } });
  delivery.receiver.onRequest = undefined;
  for (let n = 0; n < 30; n++) {
    trackMany(tracker, 100);
    await settle();
  }
  expect(delivery.batchSizes().at(-1)).toBe(100);
});

test('delivers the valid events of a batch and never repeats the refused ones', async () => {
  const tracker = delivery.createTracker();
  const answers = [tracker.trackEvent('good'), tracker.trackEvent('reject_me'), tracker.trackEvent('good')];
  await vi.advanceTimersByTimeAsync(60_000);
  expect(delivery.receiver.requests).toHaveLength(1);
  expect(delivery.receiver.stored.size).toBe(2);
  expect(await answers[1]).toMatchObject({
    success: false,
    dropped: 'rejected',
    error: 'refused',
  });
  expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 3, delivered: 2, dropped: 1 });
});

test('a batch that is refused as a whole is refused event by event', async () => {
  const tracker = delivery.createTracker();
  const answers = [tracker.trackEvent('reject_me'), tracker.trackEvent('reject_me')];
  await vi.advanceTimersByTimeAsync(60_000);
  expect(delivery.batchSizes()).toEqual([2]);
  for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ dropped: 'rejected' });
});

test('finds the one event that a server cannot read, and continues in batches', async () => {
  delivery.receiver.onRequest = ({ body }) =>
    JSON.stringify(body).includes('unreadable')
      ? { status: 422, body: { success: false, error_code: 'INVALID_JSON', detail: 'no' } }
      : undefined;
  const tracker = delivery.createTracker();
  const answers = [...trackMany(tracker, 7), tracker.trackEvent('unreadable'), ...trackMany(tracker, 8)];
  await settle();
  expect(delivery.receiver.stored.size).toBe(15);
  expect(await answers[7]).toMatchObject({ success: false, dropped: 'rejected' });
  expect(tracker.getDeliveryStats()).toMatchObject({ delivered: 15, dropped: 1 });
  trackMany(tracker, 4);
  await settle();
  expect(delivery.batchSizes().at(-1)).toBe(4);
});

test('an id used twice in a task is an event and a duplicate, in the ledger and on the server', async () => {
  const tracker = delivery.createTracker();
  const event = { event_type: 'order', event_id: 'evt_order-7' };
  const answers = [tracker.trackEvent(event), tracker.trackEvent(event), tracker.trackEvent('other')];
  await settle();
  expect(delivery.receiver.stored.size).toBe(2);
  expect(delivery.receiver.repeats).toBe(1);
  expect((await Promise.all(answers)).map((answer) => !!(answer as { duplicate?: true }).duplicate)).toEqual([
    false,
    true,
    false,
  ]);
  expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 3, delivered: 3, duplicates: 1 });
});

test('an event with toJSON is sent unchanged', async () => {
  const tracker = delivery.createTracker();
  tracker.trackEvent('x', { n: 1, toJSON: () => 'mine' });
  tracker.trackEvent('y');
  await settle();
  expect(delivery.receiver.events().map(({ event_type, event_data }) => [event_type, event_data.n])).toEqual([
    ['x', 1],
    ['y', undefined],
  ]);
  expect(delivery.receiver.events()[0]?.event_data.sent_at).toEqual(expect.any(String));
});
