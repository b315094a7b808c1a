import { afterEach, expect, test, vi } from 'vitest';
import { OneVaultTracker } from '../../entries/npm.ts';
import { startTracking } from './startTracking.ts';
import { trackingIntegration } from './trackingIntegration.ts';

const OPTIONS = { customerId: 'astro', apiToken: 't', consent: 'denied' as const };

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test('the integration gives each page a script with its options', () => {
  const injectScript = vi.fn();
  trackingIntegration({ ...OPTIONS, autoTracking: { scroll: false } }).hooks['astro:config:setup']({ injectScript });
  expect(injectScript.mock.calls).toEqual([
    [
      'page',
      `import { startTracking } from '@onevault/tracker/astro-client';startTracking({"customerId":"astro","apiToken":"t","consent":"denied","autoTracking":{"scroll":false}});`,
    ],
  ]);
});

test('each page has the pattern that its document says, also after the client router has put another in place', () => {
  vi.useFakeTimers();
  const views: unknown[] = [];
  vi.spyOn(OneVaultTracker.prototype, 'trackEvent').mockImplementation((event: unknown) => {
    const { event_type, page_url, event_data } = event as Record<string, string> & { event_data: { route?: string } };
    if (event_type === 'page_view') views.push([new URL(String(page_url)).pathname, event_data.route]);
    return Promise.resolve({ success: false, error: '', event_data: {} });
  });
  const { documentElement } = document;
  history.replaceState(null, '', '/');
  documentElement.dataset.ovRoute = '/';
  const tracker = startTracking(OPTIONS);
  expect(views).toEqual([['/', '/']]);
  history.pushState(null, '', '/blog/tea');
  vi.advanceTimersByTime(1_000);
  expect(views).toHaveLength(1);
  documentElement.dataset.ovRoute = '/blog/[slug]';
  document.dispatchEvent(new Event('astro:page-load'));
  vi.advanceTimersByTime(1_000);
  expect(views).toEqual([
    ['/', '/'],
    ['/blog/tea', '/blog/[slug]'],
  ]);
  delete documentElement.dataset.ovRoute;
  tracker.shutdown();
});

test('`false` leaves auto-tracking to the page', () => {
  const tracker = startTracking({ ...OPTIONS, consent: 'pending', autoTracking: false });
  expect(tracker.getDeliveryStats().tracked).toBe(0);
  tracker.shutdown();
});
