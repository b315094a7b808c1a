/** Pages that are not in sight at first, or come back: what a browser really does, from what the server stored. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, launchPlain, type Plain } from './support/launchPlain.ts';
import { type Study, startStudy } from './support/startStudy.ts';

const html = (title: string, body: string, after = ''): string =>
  `<!doctype html><html lang="en"><head><title>${title}</title><script src="/onevault.min.js"></script>
  <script>window.tracker = new OneVaultTracker(OPTIONS); tracker.enableAutoTracking();</script>${after}</head><body>${body}</body></html>`;

/** Says that the page has run, which a page cannot be asked before it is in sight. */
const TELL = `<script>document.addEventListener('DOMContentLoaded', () => fetch('/told' + location.pathname))</script>`;
const RULES = JSON.stringify({
  prerender: [{ source: 'list', urls: ['/ahead', '/never'], eagerness: 'immediate' }],
});
/** Nobody may be connected to this browser, so the page goes there by itself, once both are ready. */
const GO = `<script>
  const look = async () => {
    if ((await (await fetch('/are-ahead')).text()) !== 'yes') return setTimeout(look, 20);
    await tracker.flush();
    document.querySelector('#ahead').click();
  };
  look();
</script>`;
const ACTIVATED = `<script>
  document.addEventListener('prerenderingchange', async () => {
    document.querySelector('#b').click();
    await tracker.flush();
    fetch('/told/activated');
  });
</script>`;

let study: Study;
let plain: Plain;
let connection: Connection;
const told = new Map<string, number>();
beforeAll(async () => {
  study = await startStudy((path) => {
    switch (path) {
      case '/first':
        return html('First', '<p>first</p>');
      case '/second':
        return html('Second', '<p>second</p>');
      case '/rules':
        return html(
          'Rules',
          '<a id="ahead" href="/ahead">on</a>',
          `<script type="speculationrules">${RULES}</script>${GO}`,
        );
      case '/ahead':
        return html('Ahead', '<button id="b">b</button>', TELL + ACTIVATED);
      case '/are-ahead':
        return told.has('/ahead') && told.has('/never') ? 'yes' : 'no';
      case '/never':
        return html('Never', '', TELL);
      case '/behind':
        return html('Behind', '<button id="b">b</button>', TELL);
      default:
        if (!path.startsWith('/told')) return undefined;
        told.set(path.slice('/told'.length), Date.now());
        return '';
    }
  });
  plain = await launchPlain();
  connection = await plain.connect();
});
afterAll(async () => {
  await plain?.close();
  await study?.close();
});

const hasTold = (path: string) => expect.poll(() => told.has(path), { timeout: 20_000, interval: 20 }).toBe(true);

test('a page that is rendered ahead has no view until somebody goes there, and then one', async () => {
  const visit = await study.visit('/first');
  const visitor = await launchPlain({ url: `${study.url}/rules` });
  await hasTold('/activated');
  await visitor.close();
  expect(await visit.story(5)).toEqual([
    'page_view First /first',
    'page_view Rules /rules',
    'user_interaction ahead',
    'page_view Ahead /ahead',
    'user_interaction b',
  ]);
  const [, , click, view] = await visit.events(5);
  // Ready before the click, and nothing tracked of it; seen after it.
  const clickMs = Date.parse(String(click?.event_data.timestamp));
  expect(told.get('/ahead')).toBeLessThanOrEqual(clickMs);
  expect(Date.parse(String(view?.event_data.timestamp))).toBeGreaterThanOrEqual(clickMs);
  expect(view?.event_data.load_type).toBe('navigate');
  await visit.close();
});

test('a tab in the background has a view when it is first looked at, and no other', async () => {
  const visit = await study.visit('/first', connection.context);
  const behind = await connection.openBehind(`${study.url}/behind`);
  await hasTold('/behind');
  expect(await behind.evaluate(() => document.visibilityState)).toBe('hidden');
  expect(await behind.evaluate(() => window.tracker.getDeliveryStats().tracked)).toBe(0);
  expect(await visit.story(1)).toEqual(['page_view First /first']);
  for (const page of [behind, visit.page, behind]) {
    await page.bringToFront();
    await page.waitForFunction(() => document.visibilityState === 'visible', undefined, { polling: 20 });
  }
  await behind.evaluate(() => window.tracker.flush());
  expect(await visit.story(2)).toEqual(['page_view First /first', 'page_view Behind /behind']);
  await behind.close();
  await visit.close();
});

test('a page out of the back/forward cache has a view of its own, and goes on from there', async () => {
  const visit = await study.visit('/first', connection.context);
  const { page } = visit;
  await page.evaluate(async () => {
    (window as { isOriginal?: boolean }).isOriginal = true;
    await window.tracker.flush();
    // A database that is being written to when the page is left costs it the cache.
    const request = indexedDB.open(String(window.tracker.privacyReport().database));
    await new Promise((resolve) => {
      request.onsuccess = resolve;
    });
    for (let left = 1; left > 0; ) {
      const count = request.result.transaction('events').objectStore('events').count();
      await new Promise((resolve) => {
        count.onsuccess = resolve;
      });
      left = count.result;
    }
    request.result.close();
    location.assign('/second');
  });
  await page.waitForURL('**/second');
  expect(await visit.story(2)).toHaveLength(2);
  await page.goBack({ waitUntil: 'commit' });
  await page.waitForFunction(() => (window as { isOriginal?: boolean }).isOriginal);
  await page.evaluate(() => history.pushState(null, '', '/first/part'));
  await page.evaluate(() => window.tracker.disableAutoTracking());
  expect(await visit.story(4)).toEqual([
    'page_view First /first',
    'page_view Second /second',
    'page_view First /first',
    'page_view First /first/part',
  ]);
  const views = await visit.events(4);
  expect(views.map(({ event_data }) => event_data.load_type)).toEqual(['navigate', 'navigate', 'bfcache', 'push']);
  const [first, second, back] = views.map(({ event_data }) => event_data);
  expect(back?.tab_id).toBe(first?.tab_id);
  expect(second?.tab_id).not.toBe(first?.tab_id);
  expect(new Set(views.map(({ event_data }) => event_data.page_view_id)).size).toBe(4);
  expect(visit.errors).toEqual([]);
  await visit.close();
});
