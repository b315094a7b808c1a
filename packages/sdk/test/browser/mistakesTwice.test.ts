/** One tracker a page: the same customer and server constructed again is the same pipeline. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useSaid } from './support/useSaid.ts';

const pages = useSaid();
const AGAIN = 'tracker.enableAutoTracking(); new OneVaultTracker(OPTIONS).enableAutoTracking();';
const body = '<button id="b">b</button>';

declare global {
  interface Window {
    made: Window['tracker'][];
  }
}

test('the whole snippet is on the page twice: one page view, one click, and a word about it', async () => {
  const visit = await pages.open({ start: AGAIN, body });
  await visit.page.click('#b');
  expect(await visit.story(2)).toEqual(['page_view Page /', 'user_interaction b']);
  expect(await visit.says(/twice/)).toMatch(/^warning /);
  expect(visit.said).toHaveLength(1);
  expect(visit.errors).toEqual([]);
});

test.each([
  ['min, then full', 'onevault.min.js', '/onevault.full.min.js'],
  ['full, then min', 'onevault.full.min.js', '/onevault.min.js'],
  ['the same file again', 'onevault.min.js', '/onevault.min.js?again'],
] as const)('two builds on one page, %s, share one pipeline', async (_, tag, second) => {
  const visit = await pages.open({
    tag,
    start: `tracker.enableAutoTracking(); made = [tracker];</script><script src="${second}"></script><script>
      made.push(new OneVaultTracker(OPTIONS)); made[1].enableAutoTracking();`,
    body,
  });
  await visit.page.click('#b');
  await visit.page.evaluate(() => Promise.all(window.made.map((one) => one.trackEvent('own'))));
  expect(await visit.story(4)).toEqual(['page_view Page /', 'user_interaction b', 'own', 'own']);
  const tabs = new Set((await visit.events(4)).map(({ event_data }) => event_data.tab_id));
  expect(tabs.size).toBe(1);
  const stats = await visit.page.evaluate(() => window.made.map((one) => one.getDeliveryStats()));
  expect(stats[1]).toEqual(stats[0]);
  expect(visit.errors).toEqual([]);
});

test('another customer or another server is another tracker', async () => {
  const visit = await pages.open({
    start: `made = [tracker, new OneVaultTracker({ ...OPTIONS, customerId: 'other' }), new OneVaultTracker({ ...OPTIONS, apiBaseUrl: location.origin })];`,
  });
  expect(await visit.page.evaluate(() => new Set(window.made).size)).toBe(3);
  expect(visit.said).toEqual([]);
});

test('a slash at the end of the address makes no other server', async () => {
  const visit = await pages.open({
    start: `const o = OPTIONS; tracker.trackEvent('a'); new OneVaultTracker({ ...o, apiBaseUrl: o.apiBaseUrl + '/' }).trackEvent('b');`,
  });
  const events = await visit.events(2);
  expect(events.map(({ event_data }) => event_data.seq)).toEqual([0, 1]);
});

test.each([
  ['apiToken: "ovt_other"', 'apiToken'],
  ['useAsync: true', 'useAsync'],
  ['beforeSend: (event) => event', 'beforeSend'],
])('another configuration of the same pair, %s: the difference is named, the first one counts', async (more, name) => {
  const visit = await pages.open({ start: `new OneVaultTracker({ ...OPTIONS, ${more} }).trackEvent('x');` });
  const line = await visit.says(/ignored/);
  expect(line).toContain(name);
  expect(line).not.toContain('ovt_');
  expect(line).toContain('shutdown()');
  expect(await visit.story(1)).toEqual(['x']);
  expect(visit.said).toHaveLength(1);
});

test('shutdown ends the pair: the next tracker is a new one, with its own options', async () => {
  const visit = await pages.open({
    start: `tracker.trackEvent('a'); const { shutdown } = tracker; tracker.shutdown();
      window.next = new OneVaultTracker({ ...OPTIONS, useAsync: true }); next.trackEvent('b');`,
  });
  const events = await visit.events(2);
  expect(new Set(events.map(({ event_data }) => event_data.tab_id)).size).toBe(2);
  // The one that is gone does not end the new one with it.
  const answer = await visit.page.evaluate(() => {
    window.tracker.shutdown();
    return (window as unknown as { next: Window['tracker'] }).next.trackEvent('c');
  });
  expect(answer).toMatchObject({ success: true });
  expect(visit.said).toEqual([]);
});

test('a framework that mounts everything twice in development: one page view, one click', async () => {
  const visit = await pages.open({
    start: `tracker.shutdown();
      const mount = () => {
        const mounted = new OneVaultTracker(OPTIONS);
        mounted.enableAutoTracking({ scroll: false });
        window.tracker = mounted;
        return () => mounted.disableAutoTracking();
      };
      mount();
      mount();`,
    body,
  });
  await visit.page.click('#b');
  expect(await visit.story(2)).toEqual(['page_view Page /', 'user_interaction b']);
});

test('a page that has the names and values we could have used keeps them, and is tracked once', async () => {
  const visit = await pages.open({
    before: '<script>var onevault = 1, trackers = [], OneVault = {}, __onevault = null;</script>',
    start: AGAIN,
    body,
  });
  await visit.page.click('#b');
  expect(await visit.story(2)).toEqual(['page_view Page /', 'user_interaction b']);
  expect(visit.errors).toEqual([]);
});

test('a document that is written anew with the snippet in it is tracked like a new page', async () => {
  const visit = await pages.open({ body });
  await visit.events(1);
  await visit.page.evaluate(async (options) => {
    await window.tracker.flush();
    const html = `<!doctype html><title>Anew</title><script>window.tracker = new OneVaultTracker(${options}); tracker.enableAutoTracking();</script><button id="c">c</button>`;
    document.open();
    document.write(html);
    document.close();
  }, visit.options);
  await visit.page.click('#c');
  expect(await visit.story(3)).toEqual(['page_view Page /', 'page_view Anew /', 'user_interaction c']);
});

test('in production the second snippet is one tracker, too, and nobody is told', async () => {
  const visit = await pages.open({ start: 'tracker.shutdown()' });
  const { apiBaseUrl } = JSON.parse(visit.options);
  // A page of the internet may not call this machine.
  await visit.context.route('http://shop.example/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.startsWith('/api/')) {
      await route.fulfill({ response: await route.fetch({ url: apiBaseUrl + pathname }) });
    } else await route.fulfill({ body: '<!doctype html><title>Shop</title>', contentType: 'text/html' });
  });
  await visit.page.goto('http://shop.example/');
  await visit.page.addScriptTag({ path: new URL('../../dist/onevault.min.js', import.meta.url).pathname });
  await visit.page.evaluate((options) => {
    for (let n = 0; n < 2; n++) {
      window.tracker = new window.OneVaultTracker({ ...JSON.parse(options), apiBaseUrl: location.origin });
      window.tracker.enableAutoTracking();
    }
  }, visit.options);
  expect(await visit.story(1)).toEqual(['page_view Shop /']);
  expect(visit.said).toEqual([]);
});

test('a build without auto-tracking first, then one with it: everything is tracked once, by one pipeline', async () => {
  const core = readFileSync(new URL('../../dist/core.js', import.meta.url), 'utf8');
  const visit = await pages.open({ start: 'tracker.shutdown();', body: `${body}<form id="f"><input></form>` });
  const content = core.replace(/export \{ ([\w$]+) as OneVaultTracker \}/, 'window.Core = $1');
  await visit.page.addScriptTag({ type: 'module', content });
  await visit.page.waitForFunction('window.Core');
  await visit.page.evaluate((given) => {
    const options = JSON.parse(given);
    const { Core } = window as unknown as { Core: typeof window.OneVaultTracker };
    window.made = [new Core(options), new window.OneVaultTracker(options)];
    for (const one of window.made) one.enableAutoTracking();
  }, visit.options);
  await visit.page.click('#b');
  await visit.page.fill('input', 'x');
  await visit.page.evaluate(() => {
    history.pushState(null, '', '/next');
    document.title = 'Next';
  });
  expect(await visit.story(5)).toEqual([
    'page_view Page /',
    'user_interaction b',
    'user_interaction f start',
    'user_interaction f abandon',
    'page_view Next /next',
  ]);
  expect(visit.errors).toEqual([]);
});
