/** Pages that have taken a name that we use, or in which a value of the browser throws. */
import { describe, expect, test } from 'vitest';
import type { DeliveryStats } from '../../src/entries/npm.ts';
import { BODY, CONTEXT_CASES, STORY, TAKEN, visitAll } from './support/fieldCases.ts';
import { runFieldCase } from './support/runFieldCase.ts';
import { useFieldPages } from './support/useFieldPages.ts';

const pages = useFieldPages();

test.each(CONTEXT_CASES)('$name', (one) => runFieldCase(pages, one));

/** Names that a variable cannot take, but a class can. */
const HIDDEN = ['navigator', 'history', 'crypto', 'indexedDB', 'localStorage', 'fetch', 'FormData', 'innerHeight'];
const classes = [...TAKEN.filter((name) => !HIDDEN.includes(name)), ...HIDDEN]
  .map((name) => `class ${name} {}`)
  .join(' ');
const functions = 'function Map() {} function Set() {} function URL() {}';

describe.each(['onevault.min.js', 'onevault.full.min.js'] as const)('%s', (tag) => {
  test.each([
    ['classes before the tag', { before: classes }],
    ['classes behind the tag', { after: classes }],
    ['functions before the tag', { before: functions }],
    ['functions behind the tag', { after: functions }],
    ['`var Map` before the tag', { before: 'var Map = "page";' }],
  ])('the page has %s', (name, script) =>
    runFieldCase(pages, { name, body: BODY, act: visitAll, story: STORY, ...script }, tag),
  );
});

test('a search is found though the page has taken the names for it', async () => {
  const visit = await pages.open({
    before: '<script>var URL = "/api", URLSearchParams = "page";</script>',
    tag: 'onevault.full.min.js',
    start: 'tracker.enableAutoTracking({ search: true });',
    path: '/?q=green%20tea',
  });
  const events = await visit.events(2);
  expect(events.map(({ event_type, event_data }) => [event_type, event_data.search_term])).toEqual([
    ['search', 'green tea'],
    ['page_view', undefined],
  ]);
});

test('a campaign is found though the page has taken the names for it', async () => {
  const visit = await pages.open({
    before: '<script>var URL = "/api", URLSearchParams = "page";</script>',
    path: '/?utm_source=news+letter&utm_medium=caf%C3%A9&x=1#part',
  });
  const [view] = await visit.events(1);
  expect(view?.event_data.last_touch).toEqual({ utm_source: 'news letter', utm_medium: 'café' });
});

test.each(['', 'document.querySelectorAll("nav")', '{}'])(
  'a dead click is found with `var navigation = %s`',
  async (is) => {
    const visit = await pages.open({
      before: is && `<script>var navigation = ${is};</script>`,
      tag: 'onevault.full.min.js',
      start: 'tracker.enableAutoTracking({ deadClicks: true });',
      body: '<button id="b">b</button>',
    });
    await visit.page.click('#b');
    expect(await visit.story(3)).toEqual(['page_view Page /', 'user_interaction b', 'dead_click b']);
  },
);

test('auto-tracking that begins when the page is loaded sees its view, whatever `navigation` is', async () => {
  const visit = await pages.open({
    before: '<script>var navigation = {};</script>',
    start: 'addEventListener("load", () => tracker.enableAutoTracking());',
  });
  expect(await visit.story(1)).toEqual(['page_view Page /']);
});

test('in a content script, which has no customElements, marked elements are tracked', async () => {
  const visit = await pages.open({
    before: '<script>Object.defineProperty(window, "customElements", { value: null });</script>',
    body: '<div id="d" data-ov-event="signup">s</div><p data-item="tea"><b id="i">i</b></p><p id="plain">p</p><button id="b">b</button>',
  });
  for (const id of ['d', 'i', 'plain', 'b']) await visit.page.click(`#${id}`);
  expect(await visit.story(4)).toEqual(['page_view Page /', 'signup d', 'item_interaction', 'user_interaction b']);
});

/** What nobody can do without. */
test.each([
  'fetch',
  'JSON',
  'Object',
  'Array',
  'Math',
  'Date',
  'String',
  'Number',
  'Promise',
  'Uint32Array',
  'setTimeout',
  'console',
  'encodeURIComponent',
])('a page that has taken `%s` gets no error, and every event is counted', async (name) => {
  for (const place of ['before', 'after']) {
    const visit = await pages.open({
      [place]: `<script>var kept = { ${name}: ${name} }; var ${name} = "page";</script>`,
      options: { enableDebug: true },
      body: BODY,
    });
    await visit.page.click('#b');
    await visit.page.click('#s');
    const { tracked, delivered, queued, dropped } = (await visit.run('tracker.getDeliveryStats()')) as DeliveryStats;
    expect(tracked).toBe(3);
    expect(delivered + queued + dropped).toBe(tracked);
    expect(visit.errors).toEqual([]);
    await visit.close();
  }
});
