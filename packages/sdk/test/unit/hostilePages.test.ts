import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createReceiver } from '../support/createReceiver.ts';
import { settle, setVisibility, trackMany, useDelivery } from '../support/useDelivery.ts';

const delivery = useDelivery();

test('a storage that throws only costs durability', async () => {
  vi.stubGlobal('localStorage', undefined);
  vi.stubGlobal('indexedDB', undefined);
  const tracker = delivery.createTracker();
  const [answer] = await Promise.all([tracker.trackEvent('x'), settle()]);
  setVisibility('hidden');
  expect(answer.success).toBe(true);
  expect(delivery.receiver.stored.size).toBe(1);
});

test('a browser that lacks what jsdom lacks costs no event', async () => {
  document.body.innerHTML = '<button id="b">b</button>';
  for (const name of ['matchMedia', 'TextEncoder', 'indexedDB', 'AbortController', 'Request', 'MutationObserver'])
    vi.stubGlobal(name, undefined);
  vi.stubGlobal('customElements', null);
  const tracker = delivery.createTracker();
  tracker.enableAutoTracking();
  document.querySelector('button')?.click();
  tracker.trackPageView();
  await settle();
  const types = delivery.receiver.events().map(({ event_type }) => event_type);
  expect(types).toEqual(['page_view', 'user_interaction', 'page_view']);
  expect(tracker.getDeliveryStats()).toMatchObject({ delivered: 3, queued: 0, dropped: 0 });
});

test('without random numbers of the browser ids are made of others', async () => {
  vi.spyOn(crypto, 'getRandomValues').mockImplementation(() => {
    throw new Error('none');
  });
  const tracker = delivery.createTracker();
  // More than are drawn at once.
  await Promise.all([...trackMany(tracker, 80), settle()]);
  expect(delivery.receiver.stored.size).toBe(80);
  for (const id of delivery.receiver.stored.keys()) expect(id).toMatch(/^evt_[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
});

test('a full storage keeps the events that fit', async () => {
  delivery.receiver.onRequest = () => ({ status: 503 });
  const original = Storage.prototype.setItem;
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(function (this: Storage, key, value) {
    if (value.length > 5_000) throw new DOMException('full', 'QuotaExceededError');
    original.call(this, key, value);
  });
  const tracker = delivery.createTracker();
  await Promise.all(trackMany(tracker, 40));
  await settle();
  const kept = [localStorage, sessionStorage].flatMap((area) =>
    Object.keys(area)
      .filter((key) => key.includes(':spill:'))
      .flatMap((key) => JSON.parse(area.getItem(key) ?? '[]')),
  );
  expect(kept.length).toBeGreaterThan(3);
  delivery.receiver.onRequest = undefined;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(delivery.receiver.stored.size).toBe(40);
});

test('a page that broke Promise, fetch and JSON gets no error', async () => {
  const tracker = delivery.createTracker();
  vi.stubGlobal('Promise', undefined);
  const answer = tracker.trackEvent('x');
  vi.unstubAllGlobals();
  delivery.receiver = createReceiver();
  await settle();
  expect(await answer).toMatchObject({ success: true });
  vi.spyOn(JSON, 'stringify').mockImplementation(() => {
    throw new Error('broken');
  });
  expect(await tracker.trackEvent('x')).toMatchObject({ success: false, dropped: 'unserializable' });
});

/** Node's `process`, whose types a browser's code does without. */
const { process: events } = globalThis as unknown as {
  process: Record<'on' | 'off', (name: 'unhandledRejection', listener: (reason: unknown) => void) => void>;
};

/** Built-ins that libraries and other scripts have broken on real pages, here broken completely. */
const BREAKABLE: [string, object, string][] = [
  ['Promise.prototype.then', Promise.prototype, 'then'],
  ['Promise.prototype.catch', Promise.prototype, 'catch'],
  ['Array.prototype.push', Array.prototype, 'push'],
  ['Array.prototype.map', Array.prototype, 'map'],
  ['Array.prototype.forEach', Array.prototype, 'forEach'],
  ['Set.prototype.add', Set.prototype, 'add'],
  ['Set.prototype.has', Set.prototype, 'has'],
  ['Storage.prototype.setItem', Storage.prototype, 'setItem'],
];

describe.each(BREAKABLE)('%s is broken', (_, owner, name) => {
  const original = Object.getOwnPropertyDescriptor(owner, name) as PropertyDescriptor;
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown): void => {
    unhandled.push(reason);
  };
  beforeEach(() => {
    unhandled.length = 0;
    events.on('unhandledRejection', onUnhandled);
  });
  afterEach(() => {
    mend();
    events.off('unhandledRejection', onUnhandled);
  });
  const breakIt = (): void => {
    const value = (): never => {
      throw new Error('broken by the page');
    };
    Object.defineProperty(owner, name, { ...original, value });
  };
  const mend = (): void => {
    Object.defineProperty(owner, name, original);
  };

  test.each(['always', 'while the request is on its way', 'while the page hides'])(
    '%s: nothing reaches the page, the ledger adds up, and kept events are delivered once it is repaired',
    async (when) => {
      await settle();
      const listened = vi.spyOn(window, 'addEventListener');
      const tracker = delivery.createTracker();
      if (when !== 'always') tracker.trackEvent('before');
      const hide = listened.mock.calls.find(([type]) => type === 'visibilitychange')?.[1] as (event: Event) => void;
      if (when === 'while the page hides') vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
      // The test runner needs these built-ins too, so they are broken only for these lines and their microtasks.
      breakIt();
      try {
        if (when === 'always') tracker.trackEvent('during');
        if (when === 'while the page hides') {
          tracker.trackEvent('during');
          hide(new Event('visibilitychange'));
        }
        for (let n = 0; n < 100; n++) await 0;
      } finally {
        mend();
      }
      await settle();
      await vi.advanceTimersByTimeAsync(120_000);
      const last = await tracker.trackEvent('after');
      expect(last).toMatchObject({ success: true });
      const stats = tracker.getDeliveryStats();
      expect(stats).toMatchObject({ tracked: when === 'while the page hides' ? 3 : 2, queued: 0 });
      expect(delivery.receiver.stored.size).toBe(stats.delivered);
      expect(stats.tracked).toBe(stats.delivered + stats.dropped);
      vi.useRealTimers();
      // Node reports unhandled rejections at the end of a turn of its loop.
      await new Promise((resolve) => setTimeout(resolve));
      expect(unhandled).toEqual([]);
    },
  );
});
