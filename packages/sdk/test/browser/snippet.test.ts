/** The tag that tracks by itself, and the snippet above it: the script is late, blocked, there twice, or not for this host. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { BrowserContext } from '../../../../scripts/connectBrowser.ts';
import { type Study, type StudyVisit, startStudy } from './support/startStudy.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const script = read('dist/onevault.min.js');
const INTEGRITY = `sha384-${createHash('sha384').update(script).digest('base64')}`;
const KEEP = `<script>${read('dist/onevault.snippet.js').trim()}</script>`;
const SNIPPET = KEEP.replace('</script>', 'onevault.enableAutoTracking()</script>');
/** As a page has it in its HTML: `document.write` only fills in the customer of the test. */
const toTag = (attributes = '') => `<script>{
  const { apiBaseUrl, customerId, apiToken } = OPTIONS;
  document.write(\`<script async src="/onevault.min.js" integrity="${INTEGRITY}" crossorigin="anonymous" data-api="\${apiBaseUrl}"
    data-customer="\${customerId}" data-key="\${apiToken}" ${attributes}></scr\` + 'ipt>');
}</script>`;
const toHtml = (head: string, body = '') =>
  `<!doctype html><title>First</title>${head}<button id="b">b</button>${body}`;

/** What a page does before the script has come. */
const EARLY = `<script>
  window.held = onevault;
  onevault.setConsent('denied');
  onevault.trackEvent('refused');
  onevault.setConsent('granted');
  onevault.enableAutoTracking();
  onevault.trackInteraction('menu', 'top', 'open');
  onevault.trackEvent({ event_type: 'elsewhere', page_url: 'https://shop.test/own' });
  history.pushState(null, '', '/second');
  document.title = 'Second';
  onevault.trackEvent('signup', { plan: 'pro' });
  window.leftAt = new Date().toISOString();
  function load() {
    const { apiBaseUrl, customerId, apiToken } = OPTIONS;
    const tag = document.createElement('script');
    Object.assign(tag.dataset, { api: apiBaseUrl, customer: customerId, key: apiToken });
    Object.assign(tag, { src: '/onevault.min.js', integrity: '${INTEGRITY}' });
    document.head.append(tag);
    return new Promise((resolve) => { tag.onload = resolve; });
  }
</script>`;

declare global {
  interface Window {
    held: { trackEvent(type: string): Promise<unknown> };
    leftAt: string;
    load(): Promise<unknown>;
  }
}

let study: Study;
const contexts: BrowserContext[] = [];
beforeAll(async () => {
  study = await startStudy((path) => {
    if (path === '/late') return toHtml(KEEP, EARLY);
    if (path === '/blocked') return toHtml(SNIPPET + toTag());
    if (path === '/twice') return toHtml((SNIPPET + toTag()).repeat(2));
    if (path === '/alone') return toHtml(toTag());
    if (path === '/quiet') return toHtml(toTag('data-auto="false" data-consent="pending"'));
    if (path === '/elsewhere') return toHtml(SNIPPET + toTag('data-domains="shop.example, www.shop.example"'));
    return undefined;
  });
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => study?.close());

async function visit(path: string, isBlocked = false): Promise<StudyVisit> {
  const context = await study.browser.newContext();
  contexts.push(context);
  if (isBlocked) await context.route('**/onevault.min.js', (route) => route.abort('blockedbyclient'));
  return study.visit(path, context);
}

test('the README has it, and it is no more than 260 bytes to paste', () => {
  expect(read('README.md')).toContain(`${SNIPPET}\n`);
  expect(Buffer.byteLength(SNIPPET)).toBeLessThanOrEqual(260);
});

test('a late script: every call has the address, title, time and consent of its moment', async () => {
  const { page, events, story, errors } = await visit('/late');
  await page.evaluate(() => window.load());
  await page.evaluate(() => window.held.trackEvent('by_the_snippet'));
  await page.click('#b');
  expect(await story(7)).toEqual([
    'page_view First /late',
    'user_interaction top open',
    'elsewhere',
    'signup',
    'page_view Second /second',
    'by_the_snippet',
    'user_interaction b',
  ]);
  const stored = await events(7);
  expect(stored.map(({ page_url }) => new URL(page_url).pathname)).toEqual([
    '/late',
    '/late',
    '/own',
    '/second',
    '/second',
    '/second',
    '/second',
  ]);
  const leftAt = await page.evaluate(() => window.leftAt);
  expect(stored.map(({ event_data }) => String(event_data.timestamp) <= leftAt)).toEqual([
    ...[true, true, true, true],
    ...[false, false, false],
  ]);
  expect(stored[0]?.event_data).toMatchObject({ load_type: 'navigate' });
  expect(stored[4]?.event_data).toMatchObject({ load_type: 'push', previous_path: '/late' });
  const pages = stored.map(({ event_data }) => event_data.page_view_id);
  expect(pages[1]).toBe(pages[0]);
  expect(pages[4]).not.toBe(pages[0]);
  expect(pages[5]).toBe(pages[4]);
  expect(errors).toEqual([]);
});

test('a blocked script: every call is answered, and the page goes on', async () => {
  const { page, errors } = await visit('/blocked', true);
  const answer = await page.evaluate(async () => {
    const onevault = (await (window as { onevault?: unknown }).onevault) as {
      trackEvent(type: string): Promise<unknown>;
      length: number;
    };
    for (let count = 0; count < 2_000; count++) onevault.trackEvent('kept');
    return [await onevault.trackEvent('awaited'), onevault.length];
  });
  expect(answer).toEqual([{ success: false, queued: true }, 1_000]);
  // The browser’s own line about the request, and no error of a script.
  expect(errors).toEqual([expect.stringMatching('ERR_BLOCKED_BY_CLIENT')]);
});

test.each(['/twice', '/alone'])('%s: everything once', async (path) => {
  const { page, story, errors } = await visit(path);
  await page.click('#b');
  expect(await story(2)).toEqual([`page_view First ${path}`, 'user_interaction b']);
  expect(errors).toEqual([]);
});

test('a tag that waits for consent and tracks nothing by itself sends what the page tracks, once it may', async () => {
  const { page, run, story } = await visit('/quiet');
  await page.click('#b');
  await run("onevault.trackEvent('own')");
  expect(await run('onevault.getDeliveryStats()')).toMatchObject({ tracked: 1, queued: 1 });
  await run("onevault.setConsent('granted')");
  expect(await story(1)).toEqual(['own']);
});

test('on a host that is not in `data-domains` no tracker is made', async () => {
  const { run, everything, errors } = await visit('/elsewhere');
  expect(await run('[typeof OneVaultTracker, Array.isArray(onevault), localStorage.length]')).toEqual([
    'function',
    true,
    0,
  ]);
  expect(await everything()).toBe('[[],[]]');
  expect(errors).toEqual([]);
});
