import { beforeEach, describe, expect, test, vi } from 'vitest';
import { settle, setVisibility, trackMany, useDelivery } from '../support/useDelivery.ts';

interface Left {
  url: string;
  headers: Record<string, string>;
  events: { event_id: string; event_type: string; event_data: Record<string, unknown> }[];
  signal: AbortSignal;
}

const delivery = useDelivery();
let calls: Left[] = [];
/** The events that the browser would send if the page were gone now. */
const left = (): Left[] => calls.filter(({ signal }) => !signal.aborted);

beforeEach(() => {
  calls = [];
  vi.stubGlobal('fetchLater', (url: string, init: RequestInit & { body: string; headers: Record<string, string> }) => {
    const body = JSON.parse(init.body);
    calls.push({ url, headers: init.headers, events: [body].flat(), signal: init.signal as AbortSignal });
    if (init.body.length > 64 * 1024) throw new DOMException('quota', 'QuotaExceededError');
  });
});

test('collected events go to fetchLater, with the ids under which they are sent later', async () => {
  const tracker = delivery.createTracker({ useAsync: true });
  await Promise.all([tracker.trackEvent('first'), settle()]);
  trackMany(tracker, 3);
  await vi.advanceTimersByTimeAsync(100);
  expect(left()).toMatchObject([
    {
      url: 'https://api.test/api/v1/track/async',
      headers: { 'X-Customer-ID': 'acme', Authorization: 'Bearer ovt_secret', 'Content-Type': 'application/json' },
      events: [{ event_data: { n: 0 } }, { event_data: { n: 1 } }, { event_data: { n: 2 } }],
    },
  ]);
  const ids = left()[0]?.events.map(({ event_id }) => event_id);
  // The browser may send it at any time, so there is no sent_at.
  expect(left()[0]?.events[0]?.event_data).not.toHaveProperty('sent_at');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(
    delivery.receiver
      .events()
      .slice(1)
      .map(({ event_id }) => event_id),
  ).toEqual(ids);
  expect(left()).toEqual([]);
});

test('a task calls fetchLater once, and later events join', async () => {
  const tracker = delivery.createTracker({ useAsync: true });
  await Promise.all([tracker.trackEvent('first'), settle()]);
  await vi.advanceTimersByTimeAsync(100);
  calls = [];
  for (let n = 0; n < 10; n++) {
    tracker.trackEvent('x', { n });
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(100);
  expect(calls.length).toBeLessThanOrEqual(2);
  expect(left().map(({ events }) => events.length)).toEqual([10]);
});

test('at hide it gets the events that do not fit into keepalive, and no others', async () => {
  delivery.receiver.onRequest = () => ({ network: 'hang' });
  const tracker = delivery.createTracker({ useAsync: true });
  trackMany(tracker, 3);
  await settle();
  trackMany(tracker, 14, { text: 'x'.repeat(8_000) });
  setVisibility('hidden');
  const sent = delivery.receiver.requests.flatMap(({ body }) => body as { event_data: { n: number } }[]);
  const kept = left().flatMap(({ events }) => events);
  expect(left()).toHaveLength(1);
  expect(kept.length).toBeGreaterThan(0);
  const ids = [...sent.map(({ event_data }) => event_data), ...kept.map(({ event_data }) => event_data)];
  expect(new Set(ids.map(({ n, text }: { n?: unknown; text?: unknown }) => `${n}${!!text}`)).size).toBe(ids.length);
});

describe('the browser keeps no request', () => {
  test.each([
    ['while paused', 'pause'],
    ['after shutdown', 'shutdown'],
  ] as const)('%s', async (_, method) => {
    const tracker = delivery.createTracker({ useAsync: true });
    await Promise.all([tracker.trackEvent('first'), settle()]);
    trackMany(tracker, 3);
    await vi.advanceTimersByTimeAsync(100);
    expect(left()).toHaveLength(1);
    tracker[method]();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left()).toEqual([]);
    if (method === 'shutdown') expect(vi.getTimerCount()).toBe(0);
  });

  test('when consent is taken back', async () => {
    const tracker = delivery.createTracker({ useAsync: true });
    await Promise.all([tracker.trackEvent('first'), settle()]);
    trackMany(tracker, 3);
    await vi.advanceTimersByTimeAsync(100);
    tracker.setConsent('denied');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left()).toEqual([]);
  });
});

test('an error of fetchLater has no effect', async () => {
  vi.stubGlobal('fetchLater', () => {
    throw new DOMException('quota', 'QuotaExceededError');
  });
  const tracker = delivery.createTracker({ useAsync: true });
  await Promise.all([tracker.trackEvent('first'), settle()]);
  trackMany(tracker, 3);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(delivery.receiver.stored.size).toBe(4);
});
