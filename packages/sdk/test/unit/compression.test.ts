import { expect, test, vi } from 'vitest';
import { settle, trackMany, useDelivery } from '../support/useDelivery.ts';

const delivery = useDelivery();

test('is used for large bodies once the server’s Accept-Encoding has gzip', async () => {
  vi.useRealTimers();
  delivery.receiver.headers = { 'Accept-Encoding': 'gzip' };
  const tracker = delivery.createTracker();
  await tracker.trackEvent('x');
  delivery.receiver.onRequest = ({ headers }) => (headers['Content-Encoding'] ? { status: 415 } : undefined);
  vi.spyOn(Math, 'random').mockReturnValue(0);
  await Promise.all(trackMany(tracker, 10, { text: 'x'.repeat(1_000) }));
  const [, packed] = delivery.receiver.requests;
  expect(packed?.headers['Content-Encoding']).toBe('gzip');
  expect((packed as { body: ArrayBuffer }).body.byteLength).toBeLessThan(4_000);
  await vi.waitFor(() => expect(delivery.receiver.stored.size).toBe(11), { timeout: 20_000 });
});

test('is not used without it', async () => {
  const tracker = delivery.createTracker();
  await tracker.trackEvent('x');
  trackMany(tracker, 10, { text: 'x'.repeat(1_000) });
  await settle();
  expect(delivery.receiver.stored.size).toBe(11);
});
