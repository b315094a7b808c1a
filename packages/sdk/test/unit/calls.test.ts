/** Whatever a page calls, however it calls it: nothing throws, nothing rejects, no data is lost silently. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OneVaultTracker } from '../../src/entries/npm.ts';
import { createReceiver, type Receiver } from '../support/createReceiver.ts';

const options = { apiBaseUrl: 'https://api.test', customerId: 'acme', apiToken: 'ovt_secret' };
// A panel for each call would be a test of the browser.
vi.mock('../../src/inspector/openInspector.ts', () => ({ openInspector: vi.fn() }));

type Method = (...args: unknown[]) => unknown;
type Loose = Record<string, Method>;

const METHODS = [
  ...['trackEvent', 'trackPageView', 'trackInteraction', 'trackFormSubmission', 'trackCustomEvent'],
  ...['trackTransactionStep', 'inspect', 'identify', 'group', 'alias', 'getTrackingStatus', 'getDashboardData'],
  ...['triggerProcessing', 'flush', 'reset', 'setGlobalProperties', 'getIdentity', 'setIdentity', 'setConsent'],
  ...['privacyReport', 'getDeliveryStats', 'on', 'pause', 'resume', 'disableAutoTracking', 'enableAutoTracking'],
  'shutdown',
];
/** The methods whose answer is a promise. */
const ASYNC = METHODS.slice(0, 14);

let receiver: Receiver;
let tracker: OneVaultTracker;
const loose = (): Loose => tracker as unknown as Loose;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  receiver = createReceiver();
  tracker = new OneVaultTracker(options);
});
afterEach(() => {
  tracker.shutdown();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

test('the list has every public method', () => {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(OneVaultTracker.prototype));
  expect(names.filter((name) => !/^(_|constructor$)/.test(name)).sort()).toEqual([...METHODS].sort());
});

describe('without its object', () => {
  test.each(METHODS)('%s works', async (name) => {
    const { [name]: method } = loose();
    const answer = (method as Method)(name === 'on' ? 'queued' : undefined, () => {});
    expect(answer instanceof Promise).toBe(ASYNC.includes(name));
    await settle();
    await vi.advanceTimersByTimeAsync(6_000);
    await answer;
  });

  test('the event is tracked, also by another object that has taken the method', async () => {
    const { trackEvent } = tracker;
    const analytics = { track: tracker.trackEvent };
    const answers = [trackEvent('one'), analytics.track('two'), [tracker.trackCustomEvent][0]?.('three')];
    await settle();
    expect(await Promise.all(answers)).toMatchObject([{ success: true }, { success: true }, { success: true }]);
    expect(receiver.events().map(({ event_type }) => event_type)).toEqual(['one', 'two', 'three']);
  });

  test('a subclass and a spy are called, on the object and on the prototype', () => {
    const called: string[] = [];
    class Own extends OneVaultTracker {
      override trackPageView(...args: Parameters<OneVaultTracker['trackPageView']>) {
        called.push('own');
        return super.trackPageView(...args);
      }
    }
    tracker.shutdown();
    tracker = new Own(options);
    const { trackPageView } = tracker;
    trackPageView();
    const later = vi.spyOn(OneVaultTracker.prototype, 'trackEvent');
    tracker.trackEvent('x');
    const own = vi.spyOn(tracker, 'identify');
    tracker.identify('user-7');
    expect(called).toEqual(['own']);
    expect(later).toHaveBeenCalledTimes(1);
    expect(own).toHaveBeenCalledTimes(1);
    expect(tracker.getDeliveryStats().tracked).toBe(3);
  });
});

const hostile = (): object =>
  new Proxy(
    {},
    {
      get() {
        throw new Error('trap');
      },
      ownKeys() {
        throw new Error('trap');
      },
    },
  );
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const cycle: Record<string, unknown> = {};
cycle.self = cycle;
const GIVEN: [name: string, value: () => unknown][] = [
  ['nothing', () => undefined],
  ['null', () => null],
  ['a number', () => 5],
  ['NaN', () => Number.NaN],
  ['a bigint', () => 5n],
  ['a symbol', () => Symbol('s')],
  ['an empty text', () => ''],
  ['a text', () => 'text'],
  ['a function', () => () => {}],
  ['a list', () => [null]],
  ['a cycle', () => cycle],
  ['an object without a prototype', () => Object.create(null)],
  ['an object whose getters throw', hostile],
  ['a revoked proxy', revoked],
  ['an object that throws when it becomes a text', () => ({ toString: () => Symbol('s'), valueOf: () => ({}) })],
  [
    'an object that throws what cannot be read',
    () => ({
      get event_type() {
        throw revoked();
      },
      toJSON() {
        throw revoked();
      },
    }),
  ],
];

describe.each(GIVEN)('%s as an argument', (_, make) => {
  test.each(METHODS)('%s neither throws nor rejects, and the ledger adds up', async (name) => {
    const method = loose()[name] as Method;
    const answers: unknown[] = [];
    for (const at of [0, 1, 2, 3]) {
      const args = ['x', 'y', 'z', 'w'].slice(0, at);
      expect(() => answers.push(method(...args, make(), make()))).not.toThrow();
    }
    const all = Promise.all(answers);
    await vi.advanceTimersByTimeAsync(6_000);
    const results = await all;
    // The inspector is no answer.
    if (ASYNC.includes(name) && name !== 'inspect') for (const result of results) expect(result).toBeInstanceOf(Object);
    const { tracked, delivered, queued, dropped } = tracker.getDeliveryStats();
    expect(tracked).toBe(delivered + queued + dropped);
  });
});

describe('an event without a type', () => {
  test.each([
    ['trackEvent', [undefined, { plan: 'pro' }]],
    ['trackEvent', [null, { plan: 'pro' }]],
    ['trackEvent', ['', { plan: 'pro' }]],
    ['trackEvent', [5, { plan: 'pro' }]],
    ['trackEvent', [{ event_type: 5, event_data: { plan: 'pro' } }]],
    ['trackCustomEvent', [undefined, { plan: 'pro' }]],
    ['trackCustomEvent', ['', { plan: 'pro' }]],
  ])('%s(...%j) is dropped as invalid, with its data, and says what is missing', async (name, args) => {
    const begun = vi.fn();
    tracker.on('dropped', begun);
    const answer = (loose()[name] as Method)(...args);
    await settle();
    expect(await answer).toMatchObject({
      success: false,
      dropped: 'invalid',
      error: expect.stringMatching(/event type is missing/),
      event_data: { plan: 'pro' },
    });
    expect(receiver.events()).toEqual([]);
    expect(begun).toHaveBeenCalledTimes(1);
    expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 1, dropped: 1, droppedByReason: { invalid: 1 } });
  });

  test.each([[[]], [[undefined]], [[{}]], [[{ event_data: { a: 1 } }]]])(
    'trackEvent(...%j) is a page view, as ever',
    async (args) => {
      (loose().trackEvent as Method)(...args);
      await settle();
      expect(receiver.events().map(({ event_type }) => event_type)).toEqual(['page_view']);
    },
  );
});
