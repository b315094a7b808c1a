import { afterEach, expect, test, vi } from 'vitest';
import { type App, createApp, defineComponent, h } from 'vue';
import {
  createMemoryHistory,
  createRouter,
  createWebHashHistory,
  createWebHistory,
  type Router,
  RouterView,
} from 'vue-router';
import type { OneVaultTracker } from '../../entries/npm.ts';
import { createTracking, useTracker } from './createTracking.ts';

const Page = defineComponent({ render: () => h('p', 'page') });
const routes = [
  { path: '/', component: Page },
  { path: '/old', redirect: '/blog/tea' },
  { path: '/blog', component: RouterView, children: [{ path: ':slug', component: Page }] },
];
/** A machine that is busy otherwise is slow. */
const PATIENT = { timeout: 20_000 };
let app: App | undefined;
let tracker: OneVaultTracker | undefined;

afterEach(() => {
  tracker?.shutdown();
  app?.unmount();
  vi.restoreAllMocks();
});

/** The page views that are tracked from now on: path, and pattern of the route. */
function start(router?: Router, more = {}): unknown[] {
  const views: unknown[] = [];
  const tracking = createTracking({
    ...(router && { router }),
    customerId: 'vue',
    apiToken: 't',
    consent: 'denied',
    ...more,
  });
  tracker = tracking.tracker;
  vi.spyOn(tracker, 'trackEvent').mockImplementation((event: unknown) => {
    const { page_url, event_data } = event as { page_url: string; event_data: { route?: string } };
    const { pathname, hash } = new URL(page_url);
    views.push([pathname + hash, event_data.route]);
    return Promise.resolve({ success: false, error: '', event_data: {} });
  });
  app = createApp(router ? RouterView : Page);
  if (router) app.use(router);
  app.use(tracking).mount(document.createElement('div'));
  return views;
}

test('page views carry the pattern of their route, also below a base', async () => {
  history.replaceState(null, '', '/app/');
  const router = createRouter({ history: createWebHistory('/app/'), routes });
  const views = start(router);
  await router.isReady();
  await router.push('/blog/tea');
  document.title = 'Tea';
  await vi.waitFor(
    () =>
      expect(views).toEqual([
        ['/app/', '/'],
        ['/app/blog/tea', '/blog/:slug'],
      ]),
    PATIENT,
  );
});

test('a first route that redirects is one page view; a hash is a route too', async () => {
  history.replaceState(null, '', '/#/old');
  const router = createRouter({ history: createWebHashHistory('/'), routes });
  const views = start(router);
  await router.isReady();
  await vi.waitFor(() => expect(views).toEqual([['/#/blog/tea', '/blog/:slug']]), PATIENT);
});

test('without a router it tracks too, and `false` leaves auto-tracking to the app', () => {
  history.replaceState(null, '', '/plain');
  expect(start()).toEqual([['/plain', undefined]]);
  tracker?.shutdown();
  app?.unmount();
  expect(start(undefined, { autoTracking: false })).toEqual([]);
});

test('a component has the tracker of its app', () => {
  let found: unknown;
  const tracking = createTracking({ customerId: 'vue', apiToken: 't', autoTracking: false });
  tracker = tracking.tracker;
  const Child = defineComponent(() => {
    found = useTracker();
    return () => null;
  });
  app = createApp(Child).use(tracking);
  app.mount(document.createElement('div'));
  expect(found).toBe(tracking.tracker);
});

test('a router of a server has routes of its own', async () => {
  const router = createRouter({ history: createMemoryHistory(), routes });
  history.replaceState(null, '', '/blog/green');
  await router.push('/');
  const views = start(router);
  await vi.waitFor(() => expect(views).toEqual([['/blog/green', '/blog/:slug']]), PATIENT);
});
