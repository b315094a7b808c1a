/** The delivery engine behind the public class; what the receiver holds is asserted before what the tracker says. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DeliveryStats, TrackResult } from '../../src/entries/full.ts';
import { OneVaultTracker } from '../../src/entries/full.ts';
import { createReceiver, type Receiver } from '../support/createReceiver.ts';

const options = { apiBaseUrl: 'https://api.test', customerId: 'acme', apiToken: 'ovt_secret' };
const trackers: OneVaultTracker[] = [];
let receiver: Receiver;

function createTracker(more: { useAsync?: boolean } = {}): OneVaultTracker {
  const tracker = new OneVaultTracker({ ...options, ...more });
  trackers.push(tracker);
  return tracker;
}

function trackMany(
  tracker: OneVaultTracker,
  count: number,
  data: Record<string, unknown> = {},
): Promise<TrackResult>[] {
  return Array.from({ length: count }, (_, n) => tracker.trackEvent('x', { n, ...data }));
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
const batchSizes = (): number[] => receiver.requests.map(({ body }) => (Array.isArray(body) ? body.length : 1));
const isBalanced = (stats: DeliveryStats): boolean => stats.tracked === stats.delivered + stats.queued + stats.dropped;

function setVisibility(state: 'hidden' | 'visible'): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'log').mockImplementation(() => {});
  localStorage.clear();
  receiver = createReceiver();
});

afterEach(() => {
  for (const tracker of trackers.splice(0)) {
    expect(isBalanced(tracker.getDeliveryStats())).toBe(true);
    tracker.shutdown();
  }
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('batching', () => {
  test('joins what one task tracked, and answers each event with its own part', async () => {
    const answers = trackMany(createTracker(), 3);
    await settle();
    expect(batchSizes()).toEqual([3]);
    const ids = receiver.events().map((event) => event.event_id);
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
      trackMany(createTracker({ useAsync }), 1000);
      await vi.advanceTimersByTimeAsync(10_000);
    }
    expect(receiver.stored.size).toBe(2000);
    expect(receiver.repeats).toBe(0);
    expect(receiver.requests.length).toBeLessThanOrEqual(120);
  });

  test('keeps a request below 60 KB', async () => {
    trackMany(createTracker(), 20, { text: 'x'.repeat(10_000) });
    await settle();
    expect(receiver.stored.size).toBe(20);
    for (const { body } of receiver.requests) expect(JSON.stringify(body).length).toBeLessThan(61_000);
  });

  test('gathers when patient: the first at once, then 20 events or 2 s', async () => {
    const tracker = createTracker({ useAsync: true });
    tracker.trackEvent('first');
    await settle();
    expect(batchSizes()).toEqual([1]);
    trackMany(tracker, 19);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(batchSizes()).toEqual([1]);
    await vi.advanceTimersByTimeAsync(1);
    expect(batchSizes()).toEqual([1, 19]);
    trackMany(tracker, 20);
    await settle();
    expect(batchSizes()).toEqual([1, 19, 20]);
  });

  test('goes on one by one with a server that knows no batches, and remembers it', async () => {
    receiver.onRequest = ({ body }) =>
      Array.isArray(body) ? { status: 422, body: { detail: 'not an object' } } : undefined;
    const answers = trackMany(createTracker(), 5);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(receiver.stored.size).toBe(5);
    expect(batchSizes()).toEqual([5, 1, 1, 1, 1, 1]);
    for (const answer of await Promise.all(answers)) expect(answer.success).toBe(true);
    trackMany(createTracker(), 2);
    await settle();
    expect(batchSizes().slice(6)).toEqual([1, 1]);
  });

  test('splits what is too large, drops only what is too large by itself, and grows again', async () => {
    const limit = 3_000;
    receiver.onRequest = ({ body }) => (JSON.stringify(body).length > limit ? { status: 413 } : undefined);
    const tracker = createTracker();
    const answers = [
      ...trackMany(tracker, 8),
      tracker.trackEvent('huge', { text: 'x'.repeat(4_000) }),
      ...trackMany(tracker, 8),
    ];
    await settle();
    expect(receiver.stored.size).toBe(16);
    expect(await answers[8]).toMatchObject({
      success: false,
      dropped: 'too_large',
      error: 'HTTP 413: Payload Too Large',
    });
    expect(tracker.getDeliveryStats()).toMatchObject({ delivered: 16, dropped: 1, droppedByReason: { too_large: 1 } });
    receiver.onRequest = undefined;
    for (let n = 0; n < 30; n++) {
      trackMany(tracker, 100);
      await settle();
    }
    expect(batchSizes().at(-1)).toBe(100);
  });

  test('keeps the good events of a batch and never repeats the refused', async () => {
    const tracker = createTracker();
    const answers = [tracker.trackEvent('good'), tracker.trackEvent('reject_me'), tracker.trackEvent('good')];
    await vi.advanceTimersByTimeAsync(60_000);
    expect(receiver.requests).toHaveLength(1);
    expect(receiver.stored.size).toBe(2);
    expect(await answers[1]).toMatchObject({
      success: false,
      dropped: 'rejected',
      error: 'refused',
    });
    expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 3, delivered: 2, dropped: 1 });
  });

  test('a batch that is refused as a whole is refused event by event', async () => {
    const tracker = createTracker();
    const answers = [tracker.trackEvent('reject_me'), tracker.trackEvent('reject_me')];
    await vi.advanceTimersByTimeAsync(60_000);
    expect(batchSizes()).toEqual([2]);
    for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ dropped: 'rejected' });
  });
});

describe('retry', () => {
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
    receiver.faults.push(fault, fault, fault);
    const tracker = createTracker();
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
    expect(receiver.stored.size).toBe(4);
    expect(tracker.getDeliveryStats()).toMatchObject({ delivered: 4, queued: 0, dropped: 0 });
    expect(tracker.getDeliveryStats().duplicates).toBe(receiver.repeats > 0 ? 4 : 0);
  });

  test('asks a server that is down seldom, and not for each new event', async () => {
    receiver.onRequest = () => ({ status: 503 });
    const tracker = createTracker();
    for (let n = 0; n < 50; n++) {
      tracker.trackEvent('x', { n });
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(receiver.requests.length).toBeLessThanOrEqual(10);
    expect(receiver.requests.length).toBeGreaterThan(1);
    receiver.onRequest = undefined;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(receiver.stored.size).toBe(50);
    expect(receiver.repeats).toBe(0);
  });

  test('an event tracked during an outage is answered at once', async () => {
    receiver.onRequest = () => ({ status: 503 });
    const tracker = createTracker();
    await tracker.trackEvent('x');
    vi.spyOn(Math, 'random').mockReturnValue(0.9);
    receiver.requests.length = 0;
    expect(await tracker.trackEvent('y')).toMatchObject({ queued: true, error: 'HTTP 503: Service Unavailable' });
    expect(receiver.requests).toHaveLength(0);
  });

  test.each([
    ['seconds', () => '30'],
    ['a date', () => new Date(Date.now() + 30_000).toUTCString()],
  ])('leaves the server alone as long as it asks, in %s', async (_, retryAfter) => {
    receiver.faults.push({ status: 429, headers: { 'Retry-After': retryAfter() } });
    const tracker = createTracker();
    await tracker.trackEvent('x');
    await vi.advanceTimersByTimeAsync(28_000);
    window.dispatchEvent(new Event('online'));
    await settle();
    expect(receiver.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(receiver.stored.size).toBe(1);
  });

  test('goes on at once when the network is back', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.99);
    receiver.faults.push({ network: 'refuse' }, { network: 'refuse' });
    await createTracker().trackEvent('x');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(receiver.requests).toHaveLength(2);
    window.dispatchEvent(new Event('online'));
    await settle();
    expect(receiver.stored.size).toBe(1);
  });

  test.each([401, 403])('%i stops sending, says so once, and keeps the events for a better key', async (status) => {
    receiver.onRequest = () => ({ status });
    const tracker = createTracker();
    await tracker.trackEvent('x');
    await tracker.trackEvent('y');
    await vi.advanceTimersByTimeAsync(600_000);
    expect(receiver.requests).toHaveLength(1);
    expect(console.log).toHaveBeenCalledTimes(1);
    expect(tracker.getDeliveryStats()).toMatchObject({ queued: 2, dropped: 0 });
    receiver.onRequest = undefined;
    tracker.resume();
    await settle();
    expect(receiver.stored.size).toBe(2);
  });

  test('an event that breaks the server does not hold up the others', async () => {
    receiver.onRequest = ({ body }) => (JSON.stringify(body).includes('poison') ? { status: 500 } : undefined);
    const tracker = createTracker();
    trackMany(tracker, 10);
    tracker.trackEvent('poison');
    trackMany(tracker, 10);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(receiver.stored.size).toBe(20);
    expect(tracker.getDeliveryStats()).toMatchObject({ delivered: 20, queued: 1 });
  });

  test('a request without an answer is given up after 20 s', async () => {
    receiver.faults.push({ network: 'hang' });
    const answer = createTracker().trackEvent('x');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await answer).toMatchObject({ queued: true, error: 'Timeout' });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(receiver.stored.size).toBe(1);
  });

  test('never sends what is older than a week', async () => {
    receiver.onRequest = () => ({ status: 503 });
    const tracker = createTracker();
    await tracker.trackEvent('old');
    vi.setSystemTime(Date.now() + 8 * 86_400_000);
    receiver.onRequest = undefined;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(receiver.stored.size).toBe(0);
    expect(tracker.getDeliveryStats()).toMatchObject({ queued: 0, droppedByReason: { expired: 1 } });
  });

  test('when the queue is full the oldest of the page’s own making go first, and are counted', async () => {
    receiver.onRequest = () => ({ status: 503 });
    const tracker = createTracker();
    await tracker.trackEvent('order');
    for (let n = 0; n < 3; n++) tracker.trackInteraction('button', `b${n}`, 'click');
    const dropped: unknown[] = [];
    tracker.on('dropped', (event) => dropped.push(event.reason));
    trackMany(tracker, 4_998);
    expect(tracker.getDeliveryStats()).toMatchObject({ queued: 5_000, dropped: 2, droppedByReason: { overflow: 2 } });
    expect(dropped).toEqual(['overflow', 'overflow']);
    receiver.onRequest = undefined;
    await vi.advanceTimersByTimeAsync(120_000);
    const ids = receiver.events().map((event) => event.event_data.element_id ?? event.event_type);
    expect(receiver.stored.size).toBe(5_000);
    expect(ids).toContain('order');
    expect(ids).toContain('b2');
    expect(ids).not.toContain('b0');
  });
});

describe('page exit', () => {
  test('sends what waits with keepalive when the page hides', async () => {
    const tracker = createTracker({ useAsync: true });
    await Promise.all([tracker.trackEvent('first'), settle()]);
    trackMany(tracker, 5);
    setVisibility('hidden');
    await settle();
    expect(receiver.stored.size).toBe(6);
    expect(receiver.requests.at(-1)?.keepalive).toBe(true);
    expect(receiver.repeats).toBe(0);
  });

  test('keeps within the 64 KiB that a page has, and the rest for the next page', async () => {
    receiver.onRequest = () => ({ network: 'hang' });
    const tracker = createTracker({ useAsync: true });
    trackMany(tracker, 30, { text: 'x'.repeat(8_000) });
    setVisibility('hidden');
    const bytes = receiver.requests.filter(({ keepalive }) => keepalive).map(({ body }) => JSON.stringify(body).length);
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(64 * 1024);
    const spilled = Object.keys(localStorage).find((key) => key.includes(':spill:'));
    expect(JSON.parse(localStorage.getItem(spilled ?? '') ?? '[]')).toHaveLength(30);
  });

  test('what the last page left is delivered by the next under the same ids, once', async () => {
    receiver.onRequest = () => ({ status: 503 });
    const first = createTracker();
    await Promise.all(trackMany(first, 3));
    window.dispatchEvent(new Event('pagehide'));
    first.shutdown();
    receiver.onRequest = undefined;
    await vi.advanceTimersByTimeAsync(10_000);
    const next = createTracker();
    await next.trackEvent('y');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(receiver.stored.size).toBe(4);
    expect(receiver.repeats).toBe(0);
    expect(next.getDeliveryStats()).toMatchObject({ tracked: 4, delivered: 4 });
    expect(Object.keys(localStorage).filter((key) => key.includes(':spill:'))).toEqual([]);
  });

  test('what was sent but not confirmed is sent again by the next page and stored once', async () => {
    receiver.faults.push({ network: 'hang', stores: true });
    const first = createTracker();
    trackMany(first, 3);
    await settle();
    window.dispatchEvent(new Event('pagehide'));
    first.shutdown();
    await vi.advanceTimersByTimeAsync(10_000);
    const next = createTracker();
    await next.trackEvent('y');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(receiver.stored.size).toBe(4);
    expect(next.getDeliveryStats()).toMatchObject({ tracked: 4, delivered: 4, duplicates: 3 });
  });

  test('a tracker that is shut down at once leaves what it found to the next', async () => {
    receiver.onRequest = () => ({ status: 503 });
    const first = createTracker();
    await Promise.all(trackMany(first, 3));
    first.shutdown();
    receiver.onRequest = undefined;
    await vi.advanceTimersByTimeAsync(10_000);
    // As frameworks do that mount everything twice while developing.
    const mounted = createTracker();
    mounted.flush();
    mounted.shutdown();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(mounted.getDeliveryStats()).toMatchObject({ tracked: 0, dropped: 0 });
    const next = createTracker();
    await Promise.all([next.flush(), settle()]);
    expect(receiver.stored.size).toBe(3);
  });

  test('does not ask a server that is down once more', async () => {
    receiver.onRequest = () => ({ status: 503 });
    const tracker = createTracker();
    await tracker.trackEvent('x');
    vi.spyOn(Math, 'random').mockReturnValue(0.99);
    receiver.requests.length = 0;
    for (let n = 0; n < 5; n++) {
      setVisibility('hidden');
      setVisibility('visible');
    }
    expect(receiver.requests).toHaveLength(0);
  });
});

describe('control', () => {
  test('pause keeps, resume sends', async () => {
    const tracker = createTracker();
    tracker.pause();
    expect(await tracker.trackEvent('x')).toMatchObject({ queued: true, error: 'Paused' });
    setVisibility('hidden');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(receiver.requests).toHaveLength(0);
    tracker.resume();
    await settle();
    expect(receiver.stored.size).toBe(1);
  });

  test('flush sends at once and answers the books', async () => {
    const tracker = createTracker({ useAsync: true });
    await Promise.all([tracker.trackEvent('first'), settle()]);
    trackMany(tracker, 250);
    const [stats] = await Promise.all([tracker.flush(), settle()]);
    expect(receiver.stored.size).toBe(251);
    expect(stats).toMatchObject({ tracked: 251, delivered: 251, queued: 0 });
  });

  test.each([
    ['refuses', { network: 'refuse' as const }],
    ['hangs', { network: 'hang' as const }],
  ])('flush ends also when the server %s', async (_, fault) => {
    receiver.onRequest = () => fault;
    const tracker = createTracker();
    trackMany(tracker, 2);
    const [stats] = await Promise.all([tracker.flush({ timeoutMs: 500 }), vi.advanceTimersByTimeAsync(500)]);
    expect(stats).toMatchObject({ queued: 2, delivered: 0 });
  });

  test('shutdown sends what it can and leaves no timer; later events are dropped and counted', async () => {
    const tracker = createTracker({ useAsync: true });
    await Promise.all([tracker.trackEvent('first'), settle()]);
    tracker.trackEvent('last');
    tracker.shutdown();
    await settle();
    expect(receiver.stored.size).toBe(2);
    expect(vi.getTimerCount()).toBe(0);
    expect(await tracker.trackEvent('late')).toMatchObject({ success: false, dropped: 'shutdown' });
    expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 3, delivered: 2, dropped: 1 });
  });

  test('shutdown removes every listener', () => {
    const added = vi.spyOn(window, 'addEventListener');
    const removed = vi.spyOn(window, 'removeEventListener');
    const tracker = createTracker();
    tracker.trackEvent('x');
    tracker.shutdown();
    expect(added.mock.calls.length).toBeGreaterThan(0);
    expect(removed.mock.calls.map(([name]) => name).sort()).toEqual(added.mock.calls.map(([name]) => name).sort());
  });

  test('events can be listened to, and a listener that throws harms nobody', async () => {
    const heard: string[] = [];
    const tracker = createTracker();
    for (const name of ['queued', 'retry', 'delivered', 'dropped'] as const) {
      tracker.on(name, () => {
        heard.push(name);
        throw new Error('mistake');
      });
    }
    receiver.faults.push({ status: 503 });
    await tracker.trackEvent('x');
    await vi.advanceTimersByTimeAsync(2_000);
    await tracker.trackEvent('reject_me');
    expect(receiver.stored.size).toBe(1);
    expect(heard).toEqual(['queued', 'retry', 'delivered', 'queued', 'dropped']);
    const stop = tracker.on('queued', () => heard.push('again'));
    stop();
    await tracker.trackEvent('y');
    expect(heard).not.toContain('again');
  });
});

describe('the clock', () => {
  test('sent_at is the time of sending, also of a second attempt; timestamp stays', async () => {
    receiver.faults.push({ status: 503, headers: { 'Retry-After': '100' } });
    vi.setSystemTime(new Date('2026-03-01T00:00:00Z'));
    await createTracker().trackEvent('x');
    await vi.advanceTimersByTimeAsync(110_000);
    const data = receiver.events()[0]?.event_data as { timestamp: string; sent_at: string };
    expect(data.timestamp).toBe('2026-03-01T00:00:00.000Z');
    expect(Date.parse(data.sent_at) - Date.parse(data.timestamp)).toBeGreaterThanOrEqual(100_000);
  });

  test('seq has no gaps within a tab, whatever order things arrive in', async () => {
    receiver.faults.push({ status: 503 }, { status: 500 });
    const tracker = createTracker();
    for (let n = 0; n < 5; n++) {
      trackMany(tracker, 7);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    await vi.advanceTimersByTimeAsync(60_000);
    const seqs = receiver.events().map((event) => event.event_data.seq as number);
    expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 35 }, (_, n) => n));
  });
});

describe('compression', () => {
  test('is used for large bodies once the server has said that it takes gzip', async () => {
    vi.useRealTimers();
    receiver.headers = { 'Accept-Encoding': 'gzip' };
    const tracker = createTracker();
    await tracker.trackEvent('x');
    receiver.onRequest = ({ headers }) => (headers['Content-Encoding'] ? { status: 415 } : undefined);
    vi.spyOn(Math, 'random').mockReturnValue(0);
    await Promise.all(trackMany(tracker, 10, { text: 'x'.repeat(1_000) }));
    const [, packed] = receiver.requests;
    expect(packed?.headers['Content-Encoding']).toBe('gzip');
    expect((packed as { body: ArrayBuffer }).body.byteLength).toBeLessThan(4_000);
    await vi.waitFor(() => expect(receiver.stored.size).toBe(11));
  });

  test('is not used without that', async () => {
    const tracker = createTracker();
    await tracker.trackEvent('x');
    trackMany(tracker, 10, { text: 'x'.repeat(1_000) });
    await settle();
    expect(receiver.stored.size).toBe(11);
  });
});

describe('hostile pages', () => {
  test('storage that throws changes nothing but the durability', async () => {
    vi.stubGlobal('localStorage', undefined);
    vi.stubGlobal('indexedDB', undefined);
    const tracker = createTracker();
    const [answer] = await Promise.all([tracker.trackEvent('x'), settle()]);
    setVisibility('hidden');
    expect(answer.success).toBe(true);
    expect(receiver.stored.size).toBe(1);
  });

  test('a full storage keeps what fits', async () => {
    receiver.onRequest = () => ({ status: 503 });
    const original = Storage.prototype.setItem;
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(function (this: Storage, key, value) {
      if (value.length > 5_000) throw new DOMException('full', 'QuotaExceededError');
      original.call(this, key, value);
    });
    const tracker = createTracker();
    await Promise.all(trackMany(tracker, 40));
    await settle();
    const key = Object.keys(localStorage).find((name) => name.includes(':spill:')) ?? '';
    expect(JSON.parse(localStorage.getItem(key) ?? '[]').length).toBeGreaterThan(3);
    receiver.onRequest = undefined;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(receiver.stored.size).toBe(40);
  });

  test('a page that broke Promise, fetch and JSON is not disturbed', async () => {
    const tracker = createTracker();
    vi.stubGlobal('Promise', undefined);
    const answer = tracker.trackEvent('x');
    vi.unstubAllGlobals();
    receiver = createReceiver();
    await settle();
    expect(await answer).toMatchObject({ success: true });
    vi.spyOn(JSON, 'stringify').mockImplementation(() => {
      throw new Error('broken');
    });
    expect(await tracker.trackEvent('x')).toMatchObject({ success: false, dropped: 'unserializable' });
  });
});
