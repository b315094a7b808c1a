import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OneVaultTracker } from '../../entries/npm.ts';
import { type DataLayerOptions, startDataLayer } from './startDataLayer.ts';

const page = globalThis as unknown as { dataLayer?: unknown[] };
let tracker: OneVaultTracker;
let tracked: unknown[][];
let stops: (() => void)[] = [];

beforeEach(() => {
  tracker = new OneVaultTracker({ customerId: 'gtm', apiToken: 't', consent: 'denied' });
  tracked = [];
  vi.spyOn(tracker, 'trackEvent').mockImplementation((...args: unknown[]) => {
    tracked.push(args);
    return Promise.resolve({ success: false, error: '', event_data: {} });
  });
});
afterEach(() => {
  for (const stop of stops) stop();
  stops = [];
  tracker.shutdown();
  delete page.dataLayer;
});

function start(options?: DataLayerOptions): () => void {
  const stop = startDataLayer(tracker, options);
  stops.push(stop);
  return stop;
}

test.each([
  ['begin_checkout', ['transaction_step', { step: 'checkout', action: 'start' }]],
  ['add_shipping_info', ['transaction_step', { step: 'shipping', action: 'progress' }]],
  ['add_payment_info', ['transaction_step', { step: 'payment', action: 'progress' }]],
  ['purchase', ['transaction_step', { step: 'order', action: 'complete' }]],
  ['view_item', ['item_interaction', { action: 'view' }]],
  ['select_item', ['item_interaction', { action: 'click' }]],
  ['add_to_cart', ['item_interaction', { action: 'add' }]],
  ['remove_from_cart', ['item_interaction', { action: 'remove' }]],
])('%s is %j', (event, mapped) => {
  start();
  page.dataLayer?.push({ event });
  expect(tracked).toEqual([mapped]);
});

test('what is not chosen is not tracked, and one of e-commerce can be left out', () => {
  start({ events: { purchase: false } });
  for (const event of ['page_view', 'gtm.js', 'purchase', 'constructor', '__proto__', ''])
    page.dataLayer?.push({ event });
  expect(tracked).toEqual([]);
  start({ ecommerce: false })();
});

test('without e-commerce only what is named', () => {
  start({ ecommerce: false, events: { refund: true } });
  page.dataLayer?.push({ event: 'purchase' }, { event: 'refund', ecommerce: { transaction_id: '7' } });
  expect(tracked).toEqual([['refund', { transaction_id: '7' }]]);
});

test('an event refers to the `ecommerce` of an earlier push, until that is null', () => {
  start();
  page.dataLayer?.push(
    { ecommerce: { value: 1 } },
    { event: 'begin_checkout' },
    { ecommerce: null },
    { event: 'begin_checkout' },
  );
  expect(tracked.map(([, data]) => (data as { value?: number }).value)).toEqual([1, undefined]);
});

test('stopping puts `push` back, and starting again tracks nothing twice', () => {
  page.dataLayer = [{ event: 'purchase' }];
  const stop = start();
  expect(Object.hasOwn(page.dataLayer, 'push')).toBe(true);
  stop();
  expect(Object.hasOwn(page.dataLayer, 'push')).toBe(false);
  page.dataLayer.push({ event: 'add_to_cart' });
  expect(tracked).toHaveLength(1);
  start();
  expect(tracked.map(([type]) => type)).toEqual(['transaction_step', 'item_interaction']);
});

test('a push returns the new length, and a patch over ours stays when ours ends', () => {
  const stop = start();
  const inner = page.dataLayer?.push as (...args: unknown[]) => number;
  const over = (...args: unknown[]): number => inner.apply(page.dataLayer, args);
  (page.dataLayer as unknown[]).push = over;
  expect(page.dataLayer?.push({ event: 'purchase' }, {})).toBe(2);
  stop();
  expect(page.dataLayer?.push).toBe(over);
  page.dataLayer?.push({ event: 'purchase' });
  expect(tracked).toHaveLength(1);
});

test('nothing throws into the page, whatever it pushes', () => {
  start({
    events: {
      bad: () => {
        throw new Error('of the page');
      },
    },
  });
  const getter = {
    get event(): string {
      throw new Error('no');
    },
  };
  expect(() =>
    page.dataLayer?.push({ event: 'bad' }, getter, null, undefined, Symbol('x'), 1n, new Proxy({}, {})),
  ).not.toThrow();
  expect(tracked).toEqual([]);
});
