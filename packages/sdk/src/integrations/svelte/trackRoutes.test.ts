import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OneVaultTracker } from '../../entries/npm.ts';
import { trackRoutes } from './trackRoutes.ts';

const to = (path: string, id: string | null) => ({ to: { url: new URL(path, location.href), route: { id } } });
let tracker: OneVaultTracker;

beforeEach(() => {
  vi.useFakeTimers();
  history.replaceState(null, '', '/');
  document.title = 'Shelf';
  tracker = new OneVaultTracker({ customerId: 'svelte', apiToken: 't', consent: 'denied' });
});
afterEach(() => {
  tracker.shutdown();
  vi.useRealTimers();
});

test('each page view has the route that the navigation has ended with', () => {
  const track = vi.spyOn(tracker, 'trackEvent');
  const views = () =>
    track.mock.calls
      .map(([event]) => event as unknown as { event_type?: string; page_url: string; event_data: { route?: string } })
      .filter(({ event_type }) => event_type === 'page_view')
      .map(({ page_url, event_data }) => [new URL(page_url).pathname, event_data.route]);
  const navigated = trackRoutes(tracker, { clicks: false });
  expect(views()).toEqual([]);
  navigated(to('/', '/'));
  expect(views()).toEqual([['/', '/']]);
  history.pushState(null, '', '/books/tides');
  vi.advanceTimersByTime(1_000);
  expect(views()).toHaveLength(1);
  navigated(to('/books/tides', '/books/[id]'));
  history.pushState(null, '', '/gone');
  navigated(to('/gone', null));
  vi.advanceTimersByTime(1_000);
  expect(views()).toEqual([
    ['/', '/'],
    ['/books/tides', '/books/[id]'],
    ['/gone', undefined],
  ]);
});

test('a navigation that leaves the app enables nothing wrong', () => {
  expect(() => trackRoutes(tracker)({ to: null })).not.toThrow();
});
