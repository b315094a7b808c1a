import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFakeTracker, type FakeTracker } from '../../test/support/createFakeTracker.ts';
import type { AutoTrackingOptions } from './feature.ts';
import { startEngagement } from './startEngagement.ts';

let tracker: FakeTracker;
let stop: () => void;

function start(options: AutoTrackingOptions = {}): void {
  stop?.();
  tracker = createFakeTracker();
  stop = startEngagement(tracker, options);
}

function set(state: { isVisible?: boolean; hasFocus?: boolean }): void {
  const { isVisible = true, hasFocus = true } = state;
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(isVisible ? 'visible' : 'hidden');
  vi.spyOn(document, 'hasFocus').mockReturnValue(hasFocus);
  window.dispatchEvent(new Event(isVisible ? (hasFocus ? 'focus' : 'blur') : 'visibilitychange'));
}

/** The page is `height` high, and 600 of it are visible. */
function scroll(top: number, height = 2400, target: EventTarget = document): void {
  const element = target === document ? document.documentElement : target;
  const sizes = { clientHeight: 600, scrollHeight: height, scrollTop: top };
  for (const [name, value] of Object.entries(sizes)) {
    Object.defineProperty(element, name, { value, configurable: true });
  }
  target.dispatchEvent(new Event('scroll'));
  vi.advanceTimersByTime(250);
}

const seconds = (): unknown[] =>
  tracker.tracked.filter(([type]) => type === 'content_engagement').map(([, { time_on_page }]) => time_on_page);
const depths = (): unknown[] =>
  tracker.tracked.filter(([type]) => type === 'scroll_depth').map(([, { scroll_depth }]) => scroll_depth);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('innerHeight', 600);
  set({});
  start();
});
afterEach(() => {
  stop();
  for (const name of ['clientHeight', 'scrollHeight', 'scrollTop']) {
    delete (document.documentElement as unknown as Record<string, unknown>)[name];
  }
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('counts only the seconds in focus and visible', () => {
  vi.advanceTimersByTime(4_000);
  set({ hasFocus: false });
  vi.advanceTimersByTime(60_000);
  set({});
  vi.advanceTimersByTime(2_000);
  set({ isVisible: false });
  vi.advanceTimersByTime(60_000);
  set({});
  vi.advanceTimersByTime(3_000);
  window.dispatchEvent(new Event('pagehide'));
  expect(seconds()).toEqual([6, 3]);
});

test('sends events at growing intervals while the page is open; they add up to the whole time', () => {
  vi.advanceTimersByTime(300_000);
  set({ isVisible: false });
  expect(seconds().length).toBeGreaterThan(3);
  expect(seconds().length).toBeLessThan(7);
  expect(seconds().reduce((sum: number, part) => sum + Number(part), 0)).toBe(300);
});

test('does not count the time while the device sleeps', () => {
  vi.advanceTimersByTime(1_000);
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_600_000);
  window.dispatchEvent(new Event('pagehide'));
  expect(seconds()[0]).toBeLessThanOrEqual(11);
});

test('belongs to the page that was left, also if only the route changes', () => {
  scroll(600);
  vi.advanceTimersByTime(3_000);
  const { href } = location;
  tracker.trackEvent({ event_type: 'page_view', page_url: 'https://x.test/next' });
  vi.advanceTimersByTime(2_000);
  window.dispatchEvent(new Event('pagehide'));
  expect(tracker.tracked).toMatchObject([
    ['scroll_depth', { scroll_depth: 50 }, href],
    ['content_engagement', { time_on_page: 3, scroll_depth: 50 }, href],
    ['page_view', {}, 'https://x.test/next'],
    ['content_engagement', { time_on_page: 2 }, 'https://x.test/next'],
  ]);
});

test('tracks each quarter of scrolling once, and the furthest depth', () => {
  for (const top of [100, 200, 700, 300, 1800, 0]) scroll(top);
  expect(depths()).toEqual([29, 54, 100]);
});

test('ignores scrolling of a list inside the page', () => {
  const list = document.createElement('ul');
  document.body.append(list);
  vi.stubGlobal('innerHeight', 2_000);
  scroll(1800, 2400, list);
  expect(depths()).toEqual([]);
});

test.each([
  [{ scroll: false }, 'content_engagement'],
  [{ engagement: false }, 'scroll_depth'],
])('with %j only the other one is tracked', (options, left) => {
  start(options);
  scroll(600);
  vi.advanceTimersByTime(5_000);
  window.dispatchEvent(new Event('pagehide'));
  expect(new Set(tracker.types())).toEqual(new Set([left]));
});

test('stop sends the rest and leaves no timer and no listener', () => {
  vi.advanceTimersByTime(2_000);
  stop();
  expect(seconds()).toEqual([2]);
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(5_000);
  window.dispatchEvent(new Event('pagehide'));
  expect(seconds()).toEqual([2]);
});
