import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeTracker, type FakeTracker } from '../../test/support/createFakeTracker.ts';
import type { AutoTrackingOptions } from './feature.ts';
import { startPageViews } from './startPageViews.ts';

let tracker: FakeTracker;
let stop: () => void;

function start(options: AutoTrackingOptions = {}): void {
  stop?.();
  tracker = createFakeTracker();
  stop = startPageViews(tracker, options);
}

const paths = (): (string | undefined)[] => tracker.tracked.map(([, , url]) => url && new URL(url).pathname);
const types = (): unknown[] => tracker.tracked.map(([, { load_type }]) => load_type);
const settle = (): void => {
  vi.runAllTimers();
};

beforeEach(() => {
  vi.useFakeTimers();
  history.replaceState(null, '', '/');
  document.title = 'First';
});
afterEach(() => {
  stop();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a load', () => {
  test('is tracked at once if the document is ready', () => {
    start();
    expect(tracker.tracked).toMatchObject([
      ['page_view', { title: 'First', referrer: document.referrer, load_type: 'navigate' }, location.href],
    ]);
  });

  test('waits for DOMContentLoaded, and is tracked once', () => {
    vi.spyOn(document, 'readyState', 'get').mockReturnValue('loading');
    start();
    expect(tracker.tracked).toEqual([]);
    vi.spyOn(document, 'readyState', 'get').mockReturnValue('interactive');
    document.dispatchEvent(new Event('DOMContentLoaded'));
    document.dispatchEvent(new Event('visibilitychange'));
    expect(tracker.tracked).toHaveLength(1);
  });

  test.each(['visibilitychange', 'prerenderingchange'])('waits until the page is visible (%s)', (name) => {
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    start();
    history.pushState(null, '', '/unseen');
    expect(tracker.tracked).toEqual([]);
    visibility.mockReturnValue('visible');
    document.dispatchEvent(new Event(name));
    expect(paths()).toEqual(['/unseen']);
  });

  test('is not tracked if stopped before, or switched off', () => {
    vi.spyOn(document, 'readyState', 'get').mockReturnValue('loading');
    start();
    stop();
    vi.spyOn(document, 'readyState', 'get').mockReturnValue('complete');
    document.dispatchEvent(new Event('DOMContentLoaded'));
    start({ pageViews: false });
    expect(tracker.tracked).toEqual([]);
  });

  test('from the back/forward cache is another page view', () => {
    start();
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    expect(types()).toEqual(['navigate', 'bfcache']);
  });
});

describe.each(['history', 'navigation'])('a route, by %s', (api) => {
  const navigation = Object.assign(new EventTarget(), { oncurrententrychange: null });
  const change = (type: 'push' | 'replace' | 'traverse', path: string): void => {
    if (type === 'push') history.pushState(null, '', path);
    else history.replaceState(null, '', path);
    if (type === 'traverse') window.dispatchEvent(new Event('popstate'));
    navigation.dispatchEvent(Object.assign(new Event('currententrychange'), { navigationType: type }));
  };

  beforeEach(() => {
    if (api === 'navigation') vi.stubGlobal('navigation', navigation);
    start();
  });

  test('is one view: initial, push, push and back make four, replacing by the same address none', () => {
    change('push', '/a');
    change('push', '/b');
    change('replace', '/b');
    change('replace', '/b?sort=price');
    change('replace', '/b#part');
    // Going back is another task.
    vi.advanceTimersByTime(0);
    change('traverse', '/a');
    settle();
    expect(paths()).toEqual(['/', '/a', '/b', '/a']);
  });

  test('has the title of the new page, its referrer and its load type', async () => {
    change('push', '/a');
    expect(tracker.tracked).toHaveLength(1);
    document.title = 'Second';
    await vi.advanceTimersByTimeAsync(0);
    expect(tracker.tracked[1]).toMatchObject([
      'page_view',
      { title: 'Second', referrer: new URL('/', location.href).href, previous_path: '/', load_type: 'push' },
      new URL('/a', location.href).href,
    ]);
  });

  test('leaves its last address, with query, as referrer of the next one', () => {
    change('replace', '/?sort=price');
    change('push', '/a');
    settle();
    expect(tracker.tracked[1]?.[1].referrer).toBe(new URL('/?sort=price', location.href).href);
  });

  test('waits while document.title is empty', async () => {
    change('push', '/a');
    document.title = '';
    await vi.advanceTimersByTimeAsync(0);
    expect(tracker.tracked).toHaveLength(1);
    document.title = 'Second';
    await vi.advanceTimersByTimeAsync(0);
    expect(tracker.tracked[1]?.[1].title).toBe('Second');
  });

  test('waits for a title at most half a second, and not after the page is left', () => {
    change('push', '/a');
    vi.advanceTimersByTime(500);
    expect(paths()).toEqual(['/', '/a']);
    change('push', '/b');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(paths()).toEqual(['/', '/a', '/b']);
    settle();
    expect(tracker.tracked).toHaveLength(3);
  });

  test('begins at once: events before its view belong to it and are not older', () => {
    const begun: string[] = [];
    tracker._onPageBegin((url) => begun.push(new URL(url).pathname));
    vi.setSystemTime(1_800_000_000_000);
    change('push', '/a');
    expect(begun).toEqual(['/a']);
    settle();
    expect(begun).toEqual(['/a']);
    expect(tracker.tracked[1]?.[1].timestamp).toBe(new Date(1_800_000_000_000).toISOString());
  });

  test('counts if its hash is a route, and routeKey may define a route', () => {
    change('push', '/#/a');
    change('push', '/#!/b');
    settle();
    expect(tracker.tracked).toHaveLength(3);
    start({ routeKey: ({ search }) => search });
    change('push', '/other');
    change('push', '/?page=2');
    settle();
    expect(paths()).toEqual(['/', '/']);
  });

  test('is not tracked after stop, which sends a waiting view', () => {
    change('push', '/a');
    stop();
    change('push', '/b');
    settle();
    expect(paths()).toEqual(['/', '/a']);
  });
});

describe('history', () => {
  test('is restored by stop, on the prototype and on the instance', () => {
    const { pushState, replaceState } = History.prototype;
    start();
    expect(History.prototype.pushState).not.toBe(pushState);
    stop();
    expect(History.prototype).toMatchObject({ pushState, replaceState });
    const own = function (this: History, ...args: Parameters<History['pushState']>): void {
      pushState.apply(this, args);
    };
    history.pushState = own;
    start();
    history.pushState(null, '', '/own');
    settle();
    expect(paths()).toEqual(['/', '/own']);
    stop();
    expect(history.pushState).toBe(own);
    delete (history as Partial<History>).pushState;
  });

  test('is restored after two trackers, in any order of stopping', () => {
    const { pushState } = History.prototype;
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const stops = [startPageViews(createFakeTracker(), {}), startPageViews(createFakeTracker(), {})];
      for (const n of order) stops[n]?.();
      expect(History.prototype.pushState).toBe(pushState);
    }
  });

  test('throws its own errors, and a failing route function causes none', () => {
    start({
      routeKey: ({ pathname }) => {
        if (pathname === '/bad') throw new Error('mine');
        return pathname;
      },
    });
    history.pushState(null, '', '/bad');
    expect(location.pathname).toBe('/bad');
    expect(() => history.pushState(() => {}, '', 'https://elsewhere.test/')).toThrow();
  });
});

describe('the pattern of a route', () => {
  const routes = (): unknown[] => tracker.tracked.map(([, { route }]) => route);

  test('is sent, if there is one', () => {
    start({ route: ({ pathname }) => (pathname === '/' ? '' : '/blog/[slug]') });
    history.pushState(null, '', '/blog/tea');
    settle();
    expect(routes()).toEqual([undefined, '/blog/[slug]']);
  });

  test('is waited for, also by the first view', () => {
    const known: Record<string, string> = {};
    start({ route: ({ pathname }) => known[pathname] });
    vi.advanceTimersByTime(1_000);
    expect(tracker.tracked).toEqual([]);
    known['/'] = '/[[...all]]';
    vi.advanceTimersByTime(100);
    history.pushState(null, '', '/b');
    vi.advanceTimersByTime(1_000);
    expect(routes()).toEqual(['/[[...all]]']);
    known['/b'] = '/[b]';
    vi.advanceTimersByTime(100);
    expect(routes()).toEqual(['/[[...all]]', '/[b]']);
  });

  test('is given up after 5 s, or when the page goes; a function that throws harms nothing', () => {
    start({
      route() {
        throw new Error('not ready');
      },
    });
    vi.advanceTimersByTime(4_900);
    expect(tracker.tracked).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(routes()).toEqual([undefined]);
    history.pushState(null, '', '/left');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(paths()).toEqual(['/', '/left']);
  });
});
