import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeTracker, type FakeTracker } from '../../test/support/createFakeTracker.ts';
import type { Feature } from '../autotrack/feature.ts';
import { copy } from './copy.ts';
import { crossDomain } from './crossDomain.ts';
import { deadClicks } from './deadClicks.ts';
import { errors } from './errors.ts';
import { media } from './media.ts';
import { print } from './print.ts';
import { rageClicks } from './rageClicks.ts';
import { search } from './search.ts';

let tracker: FakeTracker;
const stops: (() => void)[] = [];

function start(feature: Feature): () => void {
  const stop = feature(tracker, {});
  stops.push(stop);
  return stop;
}

const click = (selector: string, { atMs, ...init }: MouseEventInit & { atMs?: number } = {}): void => {
  const event = new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, ...init });
  if (atMs !== undefined) Object.defineProperty(event, 'timeStamp', { value: atMs });
  document.querySelector(selector)?.dispatchEvent(event);
};
const data = (): Record<string, unknown>[] => tracker.tracked.map(([, one]) => one);

beforeEach(() => {
  vi.useFakeTimers();
  tracker = createFakeTracker();
  document.body.innerHTML = '';
  history.replaceState(null, '', '/');
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('errors', () => {
  const fail = (message: string, more: ErrorEventInit = {}): unknown =>
    window.dispatchEvent(new ErrorEvent('error', { message, error: new Error(message), ...more }));
  const reject = (reason: unknown): unknown =>
    window.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason }));

  test('are tracked with what is known of them, addresses and tokens masked', () => {
    start(errors());
    fail('No such user ann@mail.test at https://a.test/?token=abc', {
      filename: 'https://a.test/app.js?key=1',
      lineno: 3,
      colno: 7,
    });
    expect(data()[0]).toMatchObject({
      kind: 'error',
      name: 'Error',
      message: 'No such user [masked] at https://a.test/?token=[masked]',
      source: 'https://a.test/app.js?key=[masked]',
      line: 3,
      column: 7,
    });
    expect(JSON.stringify(tracker.tracked)).not.toMatch(/ann@|token=abc|key=1/);
  });

  test('are unhandled rejections too, of whatever value', () => {
    start(errors());
    for (const reason of [new TypeError('a'), 'b', undefined, { message: 'c' }]) reject(reason);
    expect(data().map(({ kind, message }) => [kind, message])).toEqual([
      ['rejection', 'a'],
      ['rejection', 'b'],
      ['rejection', 'undefined'],
      ['rejection', 'c'],
    ]);
  });

  test('come once each and not without end', () => {
    start(errors({ max: 3 }));
    for (let n = 0; n < 100; n++) fail('same');
    for (let n = 0; n < 100; n++) fail(`other ${n}`);
    expect(tracker.tracked).toHaveLength(3);
  });

  test('of the tracker itself are not the page’s, nor is an image that is missing', () => {
    start(errors());
    for (const name of ['onevault.min.js', 'onevault.full.min.js'])
      fail(name, { filename: `https://cdn.test/${name}` });
    const error = new Error('y');
    error.stack =
      'Error: y\n    at send (https://cdn.test/onevault.full.min.js:1:2)\n    at page (https://a.test/app.js:1:2)';
    reject(error);
    document.body.innerHTML = '<img>';
    document.querySelector('img')?.dispatchEvent(new Event('error'));
    expect(tracker.tracked).toEqual([]);
  });

  test('while an error is tracked make no loop', () => {
    const spy = vi.spyOn(tracker, 'trackEvent').mockImplementation(() => {
      fail('again');
      throw new Error('and again');
    });
    start(errors({ max: 5 }));
    fail('first');
    expect(spy.mock.calls.length).toBeLessThanOrEqual(5);
  });
});

describe('rage clicks', () => {
  test('are three on one spot within a second, told once', () => {
    document.body.innerHTML = '<p id="p">Why</p>';
    start(rageClicks());
    for (let n = 0; n < 6; n++) click('p', { clientX: 10 + n, clientY: 10 });
    expect(tracker.tracked).toMatchObject([['rage_click', { element_id: 'p', text: 'Why', clicks: 3 }]]);
  });

  test('are not far apart, slow, or where nobody may look', () => {
    document.body.innerHTML = '<p>x</p><p data-ov-ignore id="i">y</p>';
    start(rageClicks());
    for (let n = 0; n < 4; n++) click('p', { clientX: n * 100 });
    for (let n = 0; n < 4; n++) click('p', { clientX: 500, atMs: 10_000 + n * 900 });
    for (let n = 0; n < 4; n++) click('#i', { clientX: 900 });
    expect(tracker.tracked).toEqual([]);
  });
});

describe('dead clicks', () => {
  const press = async (act?: () => void): Promise<string[]> => {
    click('button');
    await vi.advanceTimersByTimeAsync(500);
    act?.();
    await vi.advanceTimersByTimeAsync(5_000);
    return tracker.types();
  };

  beforeEach(() => {
    document.body.innerHTML = '<button id="b">Buy</button><p>text</p>';
    start(deadClicks());
  });

  test('are clicks on a button after which nothing happens', async () => {
    expect(await press()).toEqual(['dead_click']);
    expect(data()[0]).toMatchObject({ element_id: 'b', text: 'Buy' });
  });

  test.each([
    ['the page changes', () => document.body.append('new')],
    ['the route changes', () => history.pushState(null, '', '/next')],
    ['it scrolls', () => document.dispatchEvent(new Event('scroll'))],
    ['the page is left', () => window.dispatchEvent(new Event('pagehide'))],
  ])('are none when %s', async (_, act) => {
    expect(await press(act)).toEqual([]);
  });

  test('elsewhere are none', async () => {
    click('p');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(tracker.tracked).toEqual([]);
  });
});

test('media plays, pauses, gets on and ends', () => {
  document.body.innerHTML = '<video id="v" title="Tea"></video>';
  start(media());
  const video = document.querySelector('video') as HTMLVideoElement;
  const at = (type: string, currentTime: number, ended = false): void => {
    for (const [name, value] of Object.entries({ currentTime, ended, duration: 100, currentSrc: 'blob:x' })) {
      Object.defineProperty(video, name, { value, configurable: true });
    }
    video.dispatchEvent(new Event(type));
  };
  at('play', 0);
  for (const second of [10, 26, 30, 51, 99]) at('timeupdate', second);
  at('pause', 60);
  at('pause', 100, true);
  at('ended', 100, true);
  expect(data().map(({ action, percent }) => [action, percent])).toEqual([
    ['play', 0],
    ['progress', 26],
    ['progress', 51],
    ['progress', 99],
    ['pause', 60],
    ['complete', 100],
  ]);
  expect(data()[0]).toMatchObject({ element_id: 'v', media_type: 'video', title: 'Tea' });
  expect(data()[0]).not.toHaveProperty('src');
});

test('a search is what the address says, once, and masked when it looks like somebody', () => {
  history.replaceState(null, '', '/find?q=green+tea');
  start(search());
  history.pushState(null, '', '/find?q=green+tea&page=2');
  history.pushState(null, '', '/find?q=ann%40mail.test');
  history.pushState(null, '', '/other');
  expect(data().map(({ search_term }) => search_term)).toEqual(['green tea', '[masked]']);
});

test('copying tells where and how much, never what', () => {
  document.body.innerHTML = '<p id="p">secret words</p>';
  start(copy());
  getSelection()?.selectAllChildren(document.querySelector('p') as Node);
  document.querySelector('p')?.dispatchEvent(new Event('copy', { bubbles: true, composed: true }));
  expect(tracker.tracked).toMatchObject([['copy', { element_id: 'p', length: 12 }]]);
  expect(JSON.stringify(tracker.tracked)).not.toContain('secret');
});

test('printing is told', () => {
  start(print());
  window.dispatchEvent(new Event('beforeprint'));
  expect(tracker.types()).toEqual(['print']);
});

describe('across domains', () => {
  const identity = { visitor_id: 'visitor_a-1', session_id: 'sess_b-2' };

  /** The address that a click on a link to `href` leads to. */
  const follow = (href: string): string => {
    tracker.getIdentity = () => identity;
    const stop = start(crossDomain({ domains: ['shop.test'] }));
    document.body.innerHTML = `<a href="${href}">x</a>`;
    const link = document.querySelector('a') as HTMLAnchorElement;
    let led = '';
    const note = (event: Event): void => {
      event.preventDefault();
      led = link.href;
    };
    document.addEventListener('click', note);
    click('a');
    document.removeEventListener('click', note);
    stop();
    vi.advanceTimersByTime(0);
    expect(link.href).toBe(href);
    return led;
  };
  const arrive = (query: string): unknown => {
    const setIdentity = vi.fn();
    tracker.setIdentity = setIdentity;
    history.replaceState({ mine: 1 }, '', `/in${query}`);
    start(crossDomain({ domains: ['shop.test'] }));
    expect(location.href).not.toContain('_ov');
    return setIdentity.mock.calls[0]?.[0];
  };

  test('a link carries the visitor, and the page there goes on with it', () => {
    const { search: query } = new URL(follow('https://www.shop.test/a?b=1'));
    expect(arrive(query)).toEqual(identity);
    expect(location.search).toBe('?b=1');
    expect(history.state).toEqual({ mine: 1 });
  });

  test('other links carry nothing, nor does any without consent', () => {
    expect(follow('https://else.test/')).toBe('https://else.test/');
    expect(follow('https://notshop.test/')).toBe('https://notshop.test/');
    tracker.getIdentity = () => undefined;
  });

  test('what has expired or was meddled with is ignored, and removed all the same', () => {
    const { search: query } = new URL(follow('https://shop.test/'));
    expect(arrive(query.replace('visitor_a', 'visitor_b'))).toBeUndefined();
    expect(arrive(`${query}x`)).toBeUndefined();
    expect(arrive('?_ov=rubbish')).toBeUndefined();
    vi.advanceTimersByTime(121_000);
    expect(arrive(query)).toBeUndefined();
  });
});

test('none is left behind by stopping', () => {
  const counts = { added: 0, removed: 0 };
  for (const target of [document, window]) {
    const { addEventListener, removeEventListener } = target;
    vi.spyOn(target, 'addEventListener').mockImplementation((...args: Parameters<typeof addEventListener>) => {
      counts.added++;
      addEventListener.apply(target, args);
    });
    vi.spyOn(target, 'removeEventListener').mockImplementation((...args: Parameters<typeof removeEventListener>) => {
      counts.removed++;
      removeEventListener.apply(target, args);
    });
  }
  const all = [copy(), crossDomain({ domains: [] }), deadClicks(), errors(), media(), print(), rageClicks(), search()];
  for (const feature of all) feature(tracker, {})();
  expect(counts.added).toBeGreaterThan(8);
  expect(counts.removed).toBe(counts.added);
  expect(vi.getTimerCount()).toBe(0);
});
