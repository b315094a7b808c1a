/** How far the page was scrolled, and what was seen of it. From what the server stored. */
import { expect, test } from 'vitest';
import { useFieldPages } from './support/useFieldPages.ts';

const pages = useFieldPages();
const TALL = '<div style="height:8000px">tall</div>';

interface Case {
  doctype?: string;
  head?: string;
  body: string;
  /** Scrolls. */
  work?: string;
  /** The furthest depth, at least and at most. */
  from: number;
  to: number;
}
const HTML = '<!doctype html>';
const INNER = `<main id="m" style="height:100vh;overflow:auto">${TALL}</main>`;
const cases: Record<string, Case> = {
  'a page without a doctype': { doctype: '', body: TALL, from: 5, to: 20 },
  'a page without a doctype, scrolled': { doctype: '', body: TALL, work: 'scrollTo(0, 1700)', from: 25, to: 40 },
  'a page': { body: TALL, from: 5, to: 20 },
  'a page, scrolled': { body: TALL, work: 'scrollTo(0, 1700)', from: 25, to: 40 },
  'a short page': { body: 'short', from: 100, to: 100 },
  'a body that scrolls': {
    head: '<style>html{overflow:hidden;height:100%} body{height:100%;overflow:auto}</style>',
    body: TALL,
    work: 'document.body.scrollTop = 4000',
    from: 50,
    to: 65,
  },
  'the same, not scrolled': {
    head: '<style>html{overflow:hidden;height:100%} body{height:100%;overflow:auto}</style>',
    body: TALL,
    from: 5,
    to: 20,
  },
  'the same without a doctype': {
    doctype: '',
    head: '<style>html{overflow:hidden;height:100%} body{height:100%;overflow:auto}</style>',
    body: TALL,
    work: 'document.body.scrollTop = 4000',
    from: 50,
    to: 65,
  },
  'a main that scrolls': {
    head: '<style>body{margin:0}</style>',
    body: INNER,
    work: 'm.scrollTop = 2000',
    from: 20,
    to: 50,
  },
  'a main that scrolls, not scrolled': { head: '<style>body{margin:0}</style>', body: INNER, from: 5, to: 20 },
  'a main that scrolls, below a bar and under a banner': {
    head: '<style>body{margin:0;display:flex;flex-direction:column;height:100vh}main{flex:1;height:auto!important}</style>',
    body: `<nav>bar</nav>${INNER}<p style="position:fixed;inset:30% 10%;background:white">banner</p>`,
    from: 5,
    to: 20,
  },
};

test.each(Object.entries(cases))('%s', async (_, { doctype = HTML, head = '', body, work, from, to }) => {
  const visit = await pages.open({ doctype, before: head, body });
  const { page } = visit;
  await page.evaluate(work ?? '0');
  // A first measure after a quarter of a second; a second of time on the page.
  await page.waitForFunction(() => performance.now() > 1_600);
  await page.evaluate(() => window.tracker.disableAutoTracking());
  await expect.poll(() => visit.everything()).toContain('"event_type":"content_engagement"');
  const depths = [...(await visit.everything()).matchAll(/"scroll_depth":(\d+)/g)].map(([, depth]) => Number(depth));
  expect(Math.min(...depths)).toBeGreaterThanOrEqual(from);
  expect(Math.max(...depths)).toBeLessThanOrEqual(to);
  expect((await visit.everything()).includes('"event_type":"scroll_depth"')).toBe(work !== undefined);
  expect(visit.errors).toEqual([]);
});

const IMPRESSIONS = {
  tag: 'onevault.full.min.js',
  start: 'tracker.enableAutoTracking({ impressions: true });',
} as const;
const seen = async (body: string, work = '0') => {
  const visit = await pages.open({ ...IMPRESSIONS, body });
  await visit.page.evaluate(work);
  await visit.page.waitForFunction(() => performance.now() > 2_000);
  await visit.page.evaluate(() => window.tracker.trackEvent('end'));
  return (await visit.events(2))
    .filter(({ event_type }) => event_type === 'element_impression')
    .map(({ event_data }) => event_data.impression);
};
const section = (height: string, more = '') =>
  `<section data-ov-impression="s" style="height:${height};${more}">s</section>`;

test.each([
  ['three screens high', section('300vh'), undefined],
  ['forty screens high', section('4000vh'), undefined],
  ['three screens high, in its middle', section('300vh'), 'scrollTo(0, innerHeight)'],
  ['three windows wide', section('50vh', 'width:300vw'), undefined],
  ['half a screen high', section('50vh'), undefined],
])('an element %s that fills the window is seen once', async (_, body, work) => {
  expect(await seen(body, work)).toEqual(['s']);
});

test.each([
  ['of which the window shows a part', `<p style="height:60vh">above</p>${section('300vh')}`],
  ['that is less than half in sight', `<p style="height:80vh">above</p>${section('60vh')}`],
])('an element %s is not seen', async (_, body) => {
  expect(await seen(body)).toEqual([]);
});
