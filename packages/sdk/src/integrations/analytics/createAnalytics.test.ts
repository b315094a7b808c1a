import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OneVaultTracker } from '../../entries/npm.ts';
import { createAnalytics } from './createAnalytics.ts';
import { installAnalytics } from './installAnalytics.ts';

const page = globalThis as { analytics?: unknown };
let tracker: OneVaultTracker;
let tracked: unknown[];

beforeEach(() => {
  tracker = new OneVaultTracker({ customerId: 'segment', apiToken: 't', storage: 'memory' });
  tracked = [];
  for (const name of ['trackEvent', 'identify', 'group', 'alias', 'reset'] as const)
    vi.spyOn(tracker, name).mockImplementation((...args: unknown[]) => {
      tracked.push(name === 'trackEvent' ? args[0] : [name, ...args]);
      return Promise.resolve({ success: false, error: '', event_data: {} }) as never;
    });
});
afterEach(() => {
  tracker.shutdown();
  vi.restoreAllMocks();
  vi.useRealTimers();
  delete page.analytics;
});

test.each([
  [
    'Order Completed',
    { order_id: '7', total: 3, products: [{ sku: 'a' }] },
    'transaction_step',
    { step: 'order', action: 'complete', order_id: '7', value: 3, items: [{ sku: 'a' }] },
  ],
  ['Order Completed', { revenue: '2.5' }, 'transaction_step', { step: 'order', action: 'complete', value: 2.5 }],
  ['Checkout Started', { value: 1 }, 'transaction_step', { step: 'checkout', action: 'start', value: 1 }],
  ['Product Added', { product_id: 'a' }, 'item_interaction', { action: 'add', product_id: 'a' }],
  ['Products Searched', { query: 'tea' }, 'search', { search_term: 'tea' }],
  ['constructor', {}, 'constructor', {}],
  [
    'Signed Up',
    { plan: 'pro', email: 'ann@mail.example', firstName: 'Ann', note: 'ask ann@mail.example' },
    'Signed Up',
    { plan: 'pro', note: '[masked]' },
  ],
])('track %j with %j is %j', (event, properties, event_type, event_data) => {
  createAnalytics(tracker).track(event, properties);
  expect(tracked).toEqual([{ event_type, event_data }]);
});

test('an event of the site may be another, or none', () => {
  const analytics = createAnalytics(tracker, {
    toEvent: (name, data) => (name === 'Noise' ? undefined : [`site_${name}`, data]),
  });
  analytics.track('Noise');
  analytics.track('A', { b: 1 });
  expect(tracked).toEqual([{ event_type: 'site_A', event_data: { b: 1 } }]);
});

test('arguments may be left out, as in Segment', () => {
  document.title = 'Teas';
  const analytics = createAnalytics(tracker);
  analytics.page();
  analytics.page('Teas');
  analytics.page('Shop', 'Teas', { a: 1 });
  analytics.page({ url: 'https://shop.example/x', title: 'Own' });
  expect(tracked).toMatchObject([
    { event_type: 'page_view', event_data: { title: 'Teas' } },
    { event_data: { name: 'Teas' } },
    { event_data: { category: 'Shop', name: 'Teas', a: 1 } },
    { page_url: 'https://shop.example/x', event_data: { title: 'Own' } },
  ]);
});

test('traits are sent only if they are named; an e-mail address is no id', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const analytics = createAnalytics(tracker, { traits: ['plan', 'note'] });
  analytics.identify('user-7', { plan: 'pro', email: 'ann@mail.example', note: 'ann@mail.example' });
  analytics.identify('ann@mail.example', { name: 'Ann' });
  analytics.identify({ name: 'Ann' });
  analytics.group('acme', { name: 'Acme', plan: 'team' });
  analytics.alias('user-8', 'user-7');
  analytics.alias('ann@mail.example');
  expect(tracked).toEqual([
    ['identify', 'user-7', { plan: 'pro', note: '[masked]' }],
    ['group', 'acme', { plan: 'team' }],
    ['alias', 'user-8', 'user-7'],
  ]);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(analytics.user().traits()).toEqual({ plan: 'pro', note: '[masked]' });
  expect(analytics.group().traits()).toEqual({ plan: 'team' });
  analytics.reset();
  expect(analytics.user().traits()).toEqual({});
});

test('a callback comes within 300 ms, also if the answer does not, and an error of it affects nobody', async () => {
  vi.useFakeTimers();
  vi.spyOn(tracker, 'trackEvent').mockReturnValue(new Promise(() => {}));
  const callback = vi.fn(() => {
    throw new Error('of the page');
  });
  createAnalytics(tracker).track('A', {}, {}, callback);
  await vi.advanceTimersByTimeAsync(299);
  expect(callback).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(callback).toHaveBeenCalledTimes(1);
});

test('listeners are told of each call, once if they want, until they are removed', async () => {
  const analytics = createAnalytics(tracker);
  const [all, once] = [vi.fn(), vi.fn()];
  analytics.on('track', all).once('track', once);
  analytics.track('A', { b: 1 });
  analytics.track('B');
  analytics.off('track', all);
  analytics.track('C');
  expect(all.mock.calls).toEqual([
    ['A', { b: 1 }],
    ['B', {}],
  ]);
  expect(once).toHaveBeenCalledTimes(1);
  const ready = vi.fn();
  await analytics.ready(ready);
  expect(ready).toHaveBeenCalledTimes(1);
});

test('what has no counterpart does nothing and says so; the snippet does not load Segment', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const kept = Object.assign([['load', 'key'], ['track', 'A'], ['constructor'], null] as unknown[], {});
  page.analytics = kept;
  installAnalytics(tracker);
  const analytics = page.analytics as Record<string, (...args: unknown[]) => unknown>;
  analytics.setAnonymousId?.('x');
  analytics.setAnonymousId?.('y');
  expect(warn.mock.calls).toEqual([[expect.stringContaining('analytics.setAnonymousId has no counterpart')]]);
  expect(tracked).toEqual([{ event_type: 'A', event_data: {} }]);
  expect([page.analytics, kept.length]).toEqual([kept, 0]);
});

test('nothing throws, whatever the page calls it with', async () => {
  const analytics = createAnalytics(tracker);
  const cycle: Record<string, unknown> = { a: 1 };
  cycle.self = cycle;
  for (const args of [
    [],
    [null],
    [undefined, 7n],
    [cycle],
    ['A', cycle],
    [Symbol('x')],
    ['A', document.body, window],
  ]) {
    for (const name of ['track', 'page', 'identify', 'group', 'alias', 'screen', 'trackLink'] as const)
      expect(() => (analytics[name] as (...given: unknown[]) => unknown)(...args)).not.toThrow();
  }
});
