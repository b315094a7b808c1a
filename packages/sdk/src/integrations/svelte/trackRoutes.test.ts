import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OneVaultTracker } from '../../entries/npm.ts';
import { trackRoutes } from './trackRoutes.ts';

const page = { url: new URL(location.href), route: { id: null as string | null } };
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
  const navigated = trackRoutes(tracker, page, { clicks: false });
  const arrive = (path: string, id: string | null) => {
    page.url = new URL(path, location.href);
    page.route = { id };
    navigated();
  };
  expect(views()).toEqual([]);
  arrive('/', '/');
  expect(views()).toEqual([['/', '/']]);
  history.pushState(null, '', '/books/tides');
  vi.advanceTimersByTime(1_000);
  expect(views()).toHaveLength(1);
  arrive('/books/tides', '/books/[id]');
  history.pushState(null, '', '/gone');
  arrive('/gone', null);
  vi.advanceTimersByTime(1_000);
  expect(views()).toEqual([
    ['/', '/'],
    ['/books/tides', '/books/[id]'],
    ['/gone', undefined],
  ]);
});
