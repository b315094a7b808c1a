/** The identity of events: visitor, session, campaign, user, group. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { version } from '../../package.json';
import type { TrackerOptions } from '../../src/entries/npm.ts';
import { OneVaultTracker } from '../../src/entries/npm.ts';
import { createReceiver, type Receiver } from '../support/createReceiver.ts';

const options = { apiBaseUrl: 'https://api.test', customerId: 'acme', apiToken: 'ovt_secret' };
const trackers: OneVaultTracker[] = [];
let receiver: Receiver;

function createTracker(more: Partial<TrackerOptions> = {}): OneVaultTracker {
  const tracker = new OneVaultTracker({ ...options, ...more });
  trackers.push(tracker);
  return tracker;
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
const data = (): Record<string, unknown>[] => receiver.events().map((event) => event.event_data);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  receiver = createReceiver();
});
afterEach(() => {
  for (const tracker of trackers.splice(0)) tracker.shutdown();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a page view has properties of the device; other events do not', async () => {
  const tracker = createTracker();
  tracker.trackPageView();
  tracker.trackEvent('x');
  await settle();
  const [view, other] = data();
  expect(view).toMatchObject({
    screen_resolution: `${screen.width}x${screen.height}`,
    viewport_size: `${innerWidth}x${innerHeight}`,
    language: navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  expect(other).not.toHaveProperty('screen_resolution');
});

test('a page view names the version of the tracker, unless the caller does; other events do not', async () => {
  const tracker = createTracker();
  tracker.trackPageView();
  tracker.trackPageView({ tracker_version: 'of my wrapper' });
  tracker.trackEvent('x');
  await settle();
  expect(data().map(({ tracker_version }) => tracker_version)).toEqual([version, 'of my wrapper', undefined]);
});

describe('users', () => {
  test('are on every later event, also on the next page, until reset', async () => {
    const tracker = createTracker();
    tracker.identify('user-7', { plan: 'pro' });
    tracker.group('acme', { seats: 12 });
    tracker.trackEvent('x');
    createTracker().trackEvent('next page');
    await settle();
    expect(receiver.events().map((event) => event.event_type)).toEqual(['identify', 'group', 'x', 'next page']);
    expect(data()[0]).toMatchObject({ user_id: 'user-7', traits: { plan: 'pro' } });
    expect(data()[1]).toMatchObject({ user_id: 'user-7', group_id: 'acme', traits: { seats: 12 } });
    for (const one of data().slice(2)) expect(one).toMatchObject({ user_id: 'user-7', group_id: 'acme' });
    const before = tracker.getIdentity();
    tracker.reset();
    const after = tracker.getIdentity();
    expect(after).not.toHaveProperty('user_id');
    expect(after?.visitor_id).not.toBe(before?.visitor_id);
    expect(after?.session_id).not.toBe(before?.session_id);
  });

  test('have aliases: of the user known before, else of the visitor', async () => {
    const tracker = createTracker();
    const visitor = tracker.getIdentity()?.visitor_id;
    tracker.alias('first');
    tracker.alias('second');
    tracker.alias('third', 'given');
    await settle();
    expect(data().map(({ user_id, previous_id }) => [user_id, previous_id])).toEqual([
      ['first', visitor],
      ['second', 'first'],
      ['third', 'given'],
    ]);
  });

  test('with a changed entry in storage are dropped, and the event arrives', async () => {
    localStorage.setItem('onevault:acme:who', '{oops');
    createTracker().trackEvent('x');
    await settle();
    expect(receiver.stored.size).toBe(1);
  });
});

test('global properties are on later events of this page, an event’s own win, and undefined removes one', async () => {
  const tracker = createTracker();
  tracker.setGlobalProperties({ app: '1.4', theme: 'dark' });
  tracker.trackEvent('a', { theme: 'own' });
  tracker.setGlobalProperties({ app: undefined });
  tracker.trackEvent('b');
  await settle();
  expect(data()[0]).toMatchObject({ app: '1.4', theme: 'own' });
  expect(data()[1]).toMatchObject({ theme: 'dark' });
  expect(data()[1]).not.toHaveProperty('app');
});

test('campaigns: the first touch stays, the last touch is replaced', async () => {
  const tracker = createTracker();
  for (const query of ['?utm_source=letter&utm_medium=mail&x=1', '', '?gclid=abc#part']) {
    tracker.trackEvent({ event_type: 'page_view', page_url: `https://shop.test/${query}` });
  }
  await settle();
  const letter = { utm_source: 'letter', utm_medium: 'mail' };
  expect(data().map(({ first_touch, last_touch }) => [first_touch, last_touch])).toEqual([
    [letter, letter],
    [letter, letter],
    [letter, { gclid: 'abc' }],
  ]);
});

describe('sessions', () => {
  const visit = async (tracker: OneVaultTracker, query = ''): Promise<unknown> => {
    tracker.trackEvent({ event_type: 'page_view', page_url: `https://shop.test/${query}` });
    await settle();
    return data().at(-1)?.session_id;
  };

  test('call onSessionStart when they start', async () => {
    const onSessionStart = vi.fn();
    const tracker = createTracker({ onSessionStart });
    const id = await visit(tracker);
    await visit(tracker);
    expect(onSessionStart.mock.calls).toEqual([[{ session_id: id, visitor_id: data()[0]?.visitor_id }]]);
    await vi.advanceTimersByTimeAsync(31 * 60_000);
    expect(await visit(tracker)).not.toBe(id);
    expect(onSessionStart).toHaveBeenCalledTimes(2);
  });

  test('a failing callback has no effect', async () => {
    const onSessionStart = (): never => {
      throw new Error('mine');
    };
    expect(await visit(createTracker({ onSessionStart }))).toMatch(/^sess_/);
  });

  test('start again with another campaign only with newSessionOnCampaign', async () => {
    const plain = createTracker();
    const id = await visit(plain);
    expect(await visit(plain, '?utm_source=a')).toBe(id);
    plain.shutdown();
    const tracker = createTracker({ newSessionOnCampaign: true });
    const first = await visit(tracker, '?utm_source=a');
    expect(first).not.toBe(id);
    expect(await visit(tracker)).toBe(first);
    expect(await visit(tracker, '?utm_source=a')).toBe(first);
    expect(await visit(tracker, '?utm_source=b')).not.toBe(first);
  });
});

test('a link counts once, and not after a later one, also after a logout and on later pages', async () => {
  const there = (name: string) => ({ visitor_id: `visitor_${name}`, session_id: `sess_${name}` });
  const atMs = Date.now();
  const first = createTracker();
  first.setIdentity({ ...there('a'), linked_at: atMs - 1_000 });
  expect(first.getIdentity()).toEqual(there('a'));
  first.setIdentity({ ...there('b'), linked_at: atMs - 500 });
  expect(first.getIdentity()).toEqual(there('b'));
  for (const linked_at of [atMs - 1_000, atMs - 500]) {
    first.setIdentity({ ...there('c'), linked_at });
    expect(first.getIdentity()).toEqual(there('b'));
  }
  first.reset();
  first.setIdentity({ ...there('b'), linked_at: atMs - 500 });
  expect(first.getIdentity()?.visitor_id).not.toBe('visitor_b');
  const second = createTracker();
  second.setIdentity({ ...there('d'), linked_at: atMs - 500 });
  expect(second.getIdentity()).toEqual(first.getIdentity());
  // A time ahead would keep every link away.
  localStorage.setItem('onevault:acme:link', `${atMs + 1e9}`);
  second.setIdentity({ ...there('e'), linked_at: atMs - 100 });
  expect(second.getIdentity()).toEqual(there('e'));
});

test('setIdentity continues a visitor and session from elsewhere', async () => {
  const tracker = createTracker();
  tracker.setIdentity({ visitor_id: 'visitor_there', session_id: 'sess_there' });
  tracker.trackEvent('x');
  await settle();
  expect(data()[0]).toMatchObject({ visitor_id: 'visitor_there', session_id: 'sess_there' });
});

test('trackTransactionStep tracks a step', async () => {
  createTracker().trackTransactionStep('payment', 'complete', { total: 9.8 });
  await settle();
  expect(receiver.events()[0]).toMatchObject({
    event_type: 'transaction_step',
    event_data: { step: 'payment', action: 'complete', total: 9.8 },
  });
});

test('visitors in a cookie are shared within its domain', async () => {
  createTracker({ storage: 'cookie' }).trackEvent('x');
  await settle();
  expect(document.cookie).toContain(encodeURIComponent(`onevault:acme:visitor`));
  expect(localStorage.getItem('onevault:acme:visitor')).toBeNull();
});

test('a page has its id before its page view is sent', async () => {
  const tracker = createTracker();
  tracker.trackPageView();
  tracker.trackEvent('on the first');
  tracker._beginPage('https://shop.test/next');
  tracker.trackEvent('on the second');
  tracker.trackPageView();
  tracker.trackPageView();
  await settle();
  const ids = data().map(({ page_view_id }) => page_view_id);
  expect(ids[0]).toBe(ids[1]);
  expect(ids[2]).toBe(ids[3]);
  expect(new Set(ids).size).toBe(3);
});
