/** One page, one view. From what the server stored. */
import { expect, test } from 'vitest';
import { useFieldPages } from './support/useFieldPages.ts';

const pages = useFieldPages();

const cases: Record<string, { work: string; views: string[] }> = {
  'on, off and on in one task, as React’s StrictMode has it': {
    work: 'tracker.disableAutoTracking(); tracker.enableAutoTracking()',
    views: ['/'],
  },
  'the same on a later route': {
    work: `tracker.disableAutoTracking(); history.pushState({}, '', '/late');
      tracker.enableAutoTracking(); tracker.disableAutoTracking(); tracker.enableAutoTracking()`,
    views: ['/', '/late'],
  },
  'a route after off and on': {
    work: `tracker.disableAutoTracking(); tracker.enableAutoTracking(); history.pushState({}, '', '/next')`,
    views: ['/', '/next'],
  },
  'a slash that comes and goes at the end': {
    work: `history.pushState({}, '', '/docs/'); history.replaceState({}, '', '/docs'); history.replaceState({}, '', '/docs/')`,
    views: ['/', '/docs/'],
  },
  'a slash at the end of a hash route, and a router’s first hash': {
    work: `history.replaceState({}, '', '/#/'); history.pushState({}, '', '/#/docs'); history.replaceState({}, '', '/#/docs/')`,
    views: ['/', '/#/docs'],
  },
  'a route that is replaced at once': {
    work: `history.pushState({}, '', '/a'); history.replaceState({}, '', '/login')`,
    views: ['/', '/login'],
  },
  'routes that replace each other, some in microtasks': {
    work: `history.replaceState({}, '', '/a'); Promise.resolve().then(() => history.replaceState({}, '', '/b'))`,
    views: ['/', '/b'],
  },
  'a route that sends the visitor back at once': {
    work: `history.pushState({}, '', '/admin'); history.replaceState({}, '', '/')`,
    views: ['/'],
  },
  'a route that is replaced in a later task': {
    work: `history.pushState({}, '', '/a'); setTimeout(() => history.replaceState({}, '', '/b'), 20)`,
    views: ['/', '/a', '/b'],
  },
  'two routes of one task, of which one can go back to the first': {
    work: `history.pushState({}, '', '/a'); history.pushState({}, '', '/b')`,
    views: ['/', '/a', '/b'],
  },
};

const WITHOUT = `<script>Object.defineProperty(window, 'navigation', { value: undefined })</script>`;
test.each(
  Object.entries(cases).flatMap(([name, one]) =>
    ['', WITHOUT].map((before) => ({ name, before, ...one, how: before ? 'patched history' : 'the Navigation API' })),
  ),
)('$name, with $how', async ({ before, work, views }) => {
  const visit = await pages.open({ before });
  await visit.page.evaluate(work);
  await visit.page.evaluate(`new Promise((resolve) => setTimeout(() => resolve(tracker.trackEvent('end')), 600))`);
  const events = await visit.events(views.length + 1);
  const seen = events.filter(({ event_type }) => event_type === 'page_view');
  expect(seen.map(({ page_url }) => page_url.replace(pages.study.url, ''))).toEqual(views);
  expect(visit.errors).toEqual([]);
});

test('the view that has taken the place of another knows where it came from', async () => {
  const visit = await pages.open();
  await visit.page.evaluate(`history.pushState({}, '', '/a'); history.replaceState({}, '', '/login')`);
  expect((await visit.events(2))[1]?.event_data).toMatchObject({
    load_type: 'push',
    previous_path: '/',
    referrer: `${pages.study.url}/`,
  });
});

test('`/docs/` that becomes `/docs` right after the load is one view', async () => {
  const visit = await pages.open({ path: '/docs/', body: `<script>history.replaceState({}, '', '/docs')</script>` });
  expect(await visit.story(1)).toEqual([expect.stringMatching(/^page_view Page \/docs\/?$/)]);
});
