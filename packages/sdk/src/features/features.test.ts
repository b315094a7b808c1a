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

  test('are tracked with their details, addresses and tokens masked', () => {
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

  test('include unhandled rejections of any value', () => {
    start(errors());
    for (const reason of [new TypeError('a'), 'b', undefined, { message: 'c' }]) reject(reason);
    expect(data().map(({ kind, message }) => [kind, message])).toEqual([
      ['rejection', 'a'],
      ['rejection', 'b'],
      ['rejection', 'undefined'],
      ['rejection', 'c'],
    ]);
  });

  test('are tracked once each, up to a maximum', () => {
    start(errors({ max: 3 }));
    for (let n = 0; n < 100; n++) fail('same');
    for (let n = 0; n < 100; n++) fail(`other ${n}`);
    expect(tracker.tracked).toHaveLength(3);
  });

  test('of the tracker itself and of missing images are not tracked', () => {
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

  test('during the tracking of an error cause no loop', () => {
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
  test('are three on one spot within a second, tracked once', () => {
    document.body.innerHTML = '<p id="p">Why</p>';
    start(rageClicks());
    for (let n = 0; n < 6; n++) click('p', { clientX: 10 + n, clientY: 10 });
    expect(tracker.tracked).toMatchObject([['rage_click', { element_id: 'p', text: 'Why', clicks: 3 }]]);
  });

  test('are not distant clicks, slow clicks, or clicks in ignored parts', () => {
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
  ])('are not dead when %s', async (_, act) => {
    expect(await press(act)).toEqual([]);
  });

  test('on other elements are not tracked', async () => {
    click('p');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(tracker.tracked).toEqual([]);
  });
});

test('tracks play, pause, progress and end of media', () => {
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

test('tracks the search term of the address once, masked if it looks like a person', () => {
  history.replaceState(null, '', '/find?q=green+tea');
  start(search());
  history.pushState(null, '', '/find?q=green+tea&page=2');
  history.pushState(null, '', '/find?q=ann%40mail.test');
  history.pushState(null, '', '/other');
  expect(data().map(({ search_term }) => search_term)).toEqual(['green tea', '[masked]']);
});

test('tracks the place and length of copied text, never the text', () => {
  document.body.innerHTML = '<p id="p">secret words</p>';
  start(copy());
  getSelection()?.selectAllChildren(document.querySelector('p') as Node);
  document.querySelector('p')?.dispatchEvent(new Event('copy', { bubbles: true, composed: true }));
  expect(tracker.tracked).toMatchObject([['copy', { element_id: 'p', length: 12 }]]);
  expect(JSON.stringify(tracker.tracked)).not.toContain('secret');
});

test('tracks printing', () => {
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
  const ownHost = location.hostname;
  const arrive = (
    query: string,
    referrer = 'https://www.from.test/page',
    domains = ['from.test', ownHost],
  ): unknown => {
    const setIdentity = vi.fn();
    tracker.setIdentity = setIdentity;
    history.replaceState({ mine: 1 }, '', `/in${query}`);
    Object.defineProperty(document, 'referrer', { value: referrer, configurable: true });
    start(crossDomain({ domains }));
    expect(location.href).not.toContain('_ov');
    Reflect.deleteProperty(document, 'referrer');
    return setIdentity.mock.calls[0]?.[0];
  };
  /** As if the click was on a page of that host. */
  const followFrom = (host: string, href = 'https://shop.test/'): string => {
    const at = vi.spyOn(location, 'hostname', 'get').mockReturnValue(host);
    const led = follow(href);
    at.mockRestore();
    return new URL(led).search;
  };

  test('a link carries the visitor, and the other page continues with it', () => {
    const query = followFrom('www.from.test', 'https://www.shop.test/a?b=1');
    expect(arrive(query)).toEqual({ ...identity, linked_at: Date.now() });
    expect(location.search).toBe('?b=1');
    expect(history.state).toEqual({ mine: 1 });
  });

  test('other links carry nothing, and no link does without consent', () => {
    expect(follow('https://else.test/')).toBe('https://else.test/');
    expect(follow('https://notshop.test/')).toBe('https://notshop.test/');
    tracker.getIdentity = () => undefined;
  });

  test('an expired or changed parameter is ignored and removed', () => {
    const query = followFrom('www.from.test');
    expect(arrive(query.replace('visitor_a', 'visitor_b'))).toBeUndefined();
    expect(arrive(`${query}x`)).toBeUndefined();
    expect(arrive('?_ov=rubbish')).toBeUndefined();
    vi.advanceTimersByTime(121_000);
    expect(arrive(query)).toBeUndefined();
  });

  test.each([
    ['no page, as a shared link', ''],
    ['another site', 'https://evil.test/'],
    ['a site whose name only ends like ours', 'https://evilfrom.test/'],
    ['another page of ours than the one that made it', 'https://shop.from.test/'],
    ['this site', location.href],
    ['no address', 'rubbish'],
  ])('it is ignored when it comes from %s', (_, referrer) => {
    const query = followFrom('www.from.test');
    expect(arrive(query, referrer)).toBeUndefined();
    expect(arrive(query)).toBeDefined();
  });

  test('a site that makes one itself is ignored, unless only this domain is listed', () => {
    const query = followFrom('evil.test');
    expect(arrive(query, 'https://evil.test/')).toBeUndefined();
    expect(arrive(query, 'https://evil.test/', [])).toBeUndefined();
    expect(arrive(query, 'https://evil.test/', [ownHost])).toBeDefined();
  });

  test.each([
    { visitor_id: `visitor_${'a'.repeat(6_000)}` },
    { session_id: `sess_${'a'.repeat(65)}` },
    { visitor_id: 'null' },
    { session_id: 'undefined' },
    { visitor_id: 'visitor_' },
    { visitor_id: 'visitor_a b' },
  ])('ids of another form or length are ignored: %j', (changed) => {
    const fine = { ...identity };
    Object.assign(identity, changed);
    const query = followFrom('www.from.test');
    Object.assign(identity, fine);
    expect(arrive(query)).toBeUndefined();
  });

  test('a browser that refuses to change the address ignores it, and links still work', () => {
    const query = followFrom('www.from.test');
    history.replaceState(null, '', `/in${query}`);
    const refused = vi.spyOn(history, 'replaceState').mockImplementation(() => {
      throw new DOMException('too often', 'SecurityError');
    });
    const setIdentity = vi.fn();
    tracker.setIdentity = setIdentity;
    expect(() => start(crossDomain({ domains: ['from.test'] }))).not.toThrow();
    expect(setIdentity).not.toHaveBeenCalled();
    refused.mockRestore();
    history.replaceState(null, '', '/');
  });
});

test('stop leaves no listener, timer or observer', () => {
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
