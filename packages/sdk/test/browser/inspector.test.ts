/** The inspector on pages with a strict policy: what it shows is so, and nothing of it is tracked. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findA11yProblems } from '../../../../examples/shared/findA11yProblems.ts';
import type { Page } from '../../../../scripts/connectBrowser.ts';
import { openShadowRoots } from './support/openShadowRoots.ts';
import { type Study, type StudyVisit, startStudy } from './support/startStudy.ts';

const STRICT = [
  "default-src 'none'; script-src 'self' 'nonce-n0nce'; connect-src *; base-uri 'none'",
  "require-trusted-types-for 'script'; trusted-types 'none'",
].join('; ');
const NONCE_ONLY = STRICT.replace("'self' ", '');
// Without engagement: on a machine that takes half a second to load the page, its seconds are one more event.
const START = 'window.tracker = new OneVaultTracker(OPTIONS); tracker.enableAutoTracking({ engagement: false });';
const BODY =
  '<main><h1>Page</h1><button id="b">b</button> <button id="dead">dead</button> <a id="next" href="/next">next</a></main>';

const toPage = (policy: string, { before = '', tag = 'onevault.min.js', start = START } = {}) => ({
  body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Page</title>${before}<script nonce="n0nce" src="/${tag}"></script><script nonce="n0nce">${start}</script></head><body>${BODY}</body></html>`,
  headers: { 'Content-Security-Policy': policy },
});

let study: Study;
beforeAll(async () => {
  study = await startStudy((path) => {
    switch (path) {
      case '/nonce':
        return toPage(NONCE_ONLY);
      case '/off':
        return toPage(STRICT, { start: START.replace('OPTIONS', '{ ...OPTIONS, inspector: false }') });
      case '/full':
        return toPage(STRICT, {
          tag: 'onevault.full.min.js',
          start: START.replace(
            'engagement: false',
            'engagement: false, rageClicks: true, deadClicks: true, copy: true',
          ),
        });
      case '/two':
        return toPage(STRICT, {
          start: `${START} window.other = new OneVaultTracker({ ...OPTIONS, customerId: 'other' }); other.pause();`,
        });
      case '/hidden':
        // As an HTML sanitizer lets through.
        return toPage(STRICT, { before: '<img name="currentScript" src="/evil/x.png">' });
      default:
        return /^\/(evil|nowhere|favicon)/.test(path) ? undefined : toPage(STRICT);
    }
  });
});
afterAll(() => study?.close());

/** A visitor whose inspector can be seen. */
async function visit(path: string, options: Parameters<Study['browser']['newContext']>[0] = {}): Promise<StudyVisit> {
  const context = await study.browser.newContext({ reducedMotion: 'reduce', ...options });
  await openShadowRoots(context);
  return { ...(await study.visit(path, context)), close: () => context.close() };
}
const rows = (page: Page) => page.locator('ov-inspector .row');
const texts = (page: Page, selector: string) => page.locator(`ov-inspector ${selector}`).allInnerTexts();

describe.each([
  ['of this origin', '/?ov_debug'],
  ['with the nonce only', '/nonce?ov_debug'],
  ['of this origin, and the page hides its current script', '/hidden?ov_debug'],
])('a policy that allows scripts %s', (_, path) => {
  test('has nothing to complain about, and the shadow root is closed', async () => {
    const seen = await study.visit(path);
    const requests: string[] = [];
    seen.page.on('request', (request) => requests.push(request.url()));
    await seen.page.locator('ov-inspector').waitFor({ state: 'attached' });
    expect(
      await seen.page.locator('ov-inspector').evaluate((host) => [host.shadowRoot, host.childElementCount]),
    ).toEqual([null, 0]);
    expect(requests.filter((url) => url.includes('/evil/onevault'))).toEqual([]);
    // The picture of that page may not be loaded.
    expect(seen.errors.filter((error) => !error.includes('/evil/x.png'))).toEqual([]);
    await seen.close();
  });
});

test('what was tracked before it was opened is there, with what became of it', async () => {
  const seen = await visit('/');
  await seen.page.click('#b');
  await seen.events(2);
  expect(await seen.page.locator('ov-inspector').count()).toBe(0);
  await seen.page.evaluate(() => window.tracker.inspect());
  await expect.poll(() => texts(seen.page, '.row b')).toEqual(['user_interaction', 'page_view']);
  await expect.poll(() => texts(seen.page, '.state')).toEqual(['Stored', 'Stored']);
  await rows(seen.page).first().getByRole('button').first().click();
  const steps = await texts(seen.page, '.steps li span');
  expect(steps).toEqual(['Tracked, and kept on this device', 'Sent', 'The server has stored it']);
  expect(await texts(seen.page, '.balance')).toEqual([expect.stringMatching(/2 tracked = 2 stored[\s\S]*0 lost/)]);
  await seen.close();
});

test('what is masked is shown as masked, with the reason, and the secret is nowhere', async () => {
  const seen = await visit('/?ov_debug&token=abc123secret');
  const { page } = seen;
  await rows(page).first().waitFor();
  await rows(page).first().getByRole('button').first().click();
  expect(await texts(page, '.detail .list')).toEqual([expect.stringContaining('The value of “token”')]);
  expect(await texts(page, 'pre mark')).toEqual(['[masked]']);
  const shown = await page.locator('ov-inspector').evaluate((host) => host.shadowRoot?.textContent);
  expect(shown).toContain('token=[masked]');
  expect(shown).not.toContain('abc123secret');
  const { apiToken } = JSON.parse(seen.options);
  expect(shown).not.toContain(apiToken);
  await seen.close();
});

test('hostile names, addresses and data are text', async () => {
  const seen = await visit('/?ov_debug');
  const { page } = seen;
  const hostile = '<img src=x onerror="window.hacked = true"><script>window.hacked = true</script>';
  await page.evaluate((name) => {
    window.tracker.trackEvent({ event_type: name, page_url: `javascript:${name}`, event_data: { [name]: name } });
  }, hostile);
  await expect.poll(() => texts(page, '.row b')).toContain(hostile);
  await rows(page).filter({ hasText: hostile }).getByRole('button').first().click();
  await page.getByRole('tab', { name: 'Privacy' }).click();
  const found = await page
    .locator('ov-inspector')
    .evaluate((host) => host.shadowRoot?.querySelectorAll('img, script').length);
  expect(found).toBe(0);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(seen.errors).toEqual([]);
  await seen.close();
});

test('what is done in it is not tracked, and a dead click of the page is dead beside it', async () => {
  const seen = await visit('/full?ov_debug');
  const { page } = seen;
  const shortcuts = page.evaluate(
    () =>
      new Promise<string[]>((done) => {
        const heard: string[] = [];
        document.addEventListener('keydown', ({ key }) => (key === 'End' ? done(heard) : heard.push(key)));
      }),
  );
  await rows(page).first().waitFor();
  await rows(page).first().getByRole('button').first().click();
  await page.getByRole('button', { name: 'Copy as JSON' }).click();
  for (const name of ['Delivery', 'Privacy', 'Events']) await page.getByRole('tab', { name }).click();
  const filter = page.getByRole('searchbox');
  await filter.fill('page');
  await filter.press('/');
  for (let n = 0; n < 4; n++)
    await page
      .getByRole('button', { name: 'Pause' })
      .or(page.getByRole('button', { name: 'Resume' }))
      .click();
  await page.getByRole('button', { name: 'Make the inspector small' }).click();
  await page.keyboard.press('Enter');
  expect(await seen.story(1)).toEqual(['page_view Page /full']);
  await page.click('#dead');
  expect(await seen.story(3)).toEqual(['page_view Page /full', 'user_interaction dead', 'dead_click dead']);
  await page.locator('body').press('End');
  expect(await shortcuts).toEqual([]);
  await seen.close();
});

test('against a mock it takes the network away and back: nothing is lost', async () => {
  const seen = await visit('/?ov_debug');
  const { page } = seen;
  await seen.events(1);
  const network = page.getByRole('switch', { name: 'Network' });
  await network.click();
  await expect.poll(() => network.getAttribute('aria-checked')).toBe('false');
  const keys = Array.from({ length: 7 }, (_, n) => `k${n}`);
  await page.evaluate((all) => {
    for (const key of all) window.tracker.trackEvent('away', { key });
  }, keys);
  await expect.poll(() => texts(page, '.network p')).toEqual(['Away: 7 events kept on this device, 0 lost.']);
  expect((await seen.events(1)).map(({ event_type }) => event_type)).toEqual(['page_view']);
  await network.click();
  await expect
    .poll(() => texts(page, '.network p'))
    .toEqual(['Back: 7 events of that time stored on the server, 0 lost.']);
  const stored = (await seen.events(8)).filter(({ event_type }) => event_type === 'away');
  expect(stored.map(({ event_data }) => event_data.key)).toEqual(keys);
  expect(study.server.faults.list()).toEqual([]);
  await seen.close();
});

test('who closes it has the network back, and a page without it', async () => {
  const seen = await visit('/?ov_debug');
  const { page } = seen;
  await page.getByRole('switch', { name: 'Network' }).click();
  await expect.poll(() => study.server.faults.list()).toHaveLength(1);
  await page.getByLabel('Keep open on the next pages').check();
  expect(await page.evaluate(() => sessionStorage.getItem('ov_debug'))).toBe('1');
  await page.getByRole('button', { name: 'Close the inspector' }).click();
  await expect.poll(() => study.server.faults.list()).toEqual([]);
  expect(await page.locator('ov-inspector').count()).toBe(0);
  expect(await page.evaluate(() => sessionStorage.getItem('ov_debug'))).toBeNull();
  await page.evaluate(() => window.tracker.inspect());
  await rows(page).first().waitFor();
  await seen.close();
});

test('another server is not asked for controls, and has no switch', async () => {
  const context = await study.browser.newContext();
  await openShadowRoots(context);
  const asked: string[] = [];
  await context.route('**/api/v1/platform/info', (route) =>
    route.fulfill({ json: { platform: { features: ['batches'] } } }),
  );
  context.on('request', (request) => request.url().includes('/mock/') && asked.push(request.url()));
  const seen = await study.visit('/?ov_debug', context);
  await seen.page.waitForResponse('**/api/v1/platform/info').catch(() => {});
  await rows(seen.page).first().waitFor();
  expect(await seen.page.getByRole('switch').count()).toBe(0);
  expect(asked).toEqual([]);
  await seen.close();
});

test('it stays open on the next page of the tab if the visitor wants that, and stores nothing otherwise', async () => {
  const seen = await visit('/?ov_debug');
  const { page } = seen;
  await rows(page).first().waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await page.getByLabel('Keep open on the next pages').check();
  await page.click('#next');
  await page.waitForURL('**/next');
  await rows(page).first().waitFor();
  await seen.close();
});

test('inspector: false switches the address off, and a file that is missing is told', async () => {
  const context = await study.browser.newContext();
  const said: string[] = [];
  context.on('console', (message) => message.text().startsWith('[OneVault]') && said.push(message.text()));
  await context.route('**/onevault.inspector.js', (route) => route.fulfill({ status: 404 }));
  const seen = await study.visit('/off?ov_debug', context);
  await seen.events(1);
  expect(said).toEqual([]);
  await seen.page.evaluate(() => window.tracker.inspect());
  expect(said).toEqual([
    expect.stringMatching(/^\[OneVault\] Failed to load the inspector: .*onevault\.inspector\.js/),
  ]);
  await seen.page.click('#b');
  expect(await seen.story(2)).toEqual(['page_view Page /off', 'user_interaction b']);
  await seen.close();
});

test('of several trackers the first is shown, and another one can be chosen, also one that is made later', async () => {
  const seen = await visit('/two?ov_debug');
  const { page } = seen;
  await rows(page).first().waitFor();
  await page.evaluate(() => (window as unknown as { other: typeof window.tracker }).other.trackEvent('elsewhere'));
  expect(await texts(page, '.row b')).toEqual(['page_view']);
  const trackers = page.getByLabel('Tracker');
  await trackers.focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => texts(page, '.row b')).toEqual(['elsewhere']);
  expect(await trackers.evaluate((list) => (list.getRootNode() as ShadowRoot).activeElement === list)).toBe(true);
  await page.evaluate(() => {
    const apiBaseUrl = `${location.origin}/nowhere`;
    new window.OneVaultTracker({ customerId: 'third', apiToken: 'x', apiBaseUrl }).pause();
  });
  await expect.poll(() => trackers.locator('option').allInnerTexts()).toHaveLength(3);
  expect(await texts(page, '.row b')).toEqual(['elsewhere']);
  await seen.close();
});

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  test.each([
    ['on a desktop', { width: 1200, height: 760 }],
    ['on a phone', { width: 360, height: 740 }],
  ])('%s it has no accessibility problem, works by the keyboard, and fits', async (_, viewport) => {
    const seen = await visit('/?ov_debug&token=1', { colorScheme, viewport });
    const { page } = seen;
    await rows(page).first().waitFor();
    await page.evaluate(() => window.tracker.trackEvent('x'.repeat(300), { text: 'y'.repeat(2_000) }));
    const line = rows(page).last().getByRole('button').first();
    await line.focus();
    await page.keyboard.press('Enter');
    expect(await line.getAttribute('aria-expanded')).toBe('true');
    expect(await findA11yProblems(page)).toEqual([]);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Events' }).focus();
    for (const name of ['Delivery', 'Privacy']) {
      await page.keyboard.press('ArrowRight');
      expect(await page.getByRole('tab', { name }).getAttribute('aria-selected')).toBe('true');
      expect(await findA11yProblems(page)).toEqual([]);
    }
    const panel = page.getByRole('region', { name: 'OneVault inspector' });
    expect(await panel.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    const box = await panel.boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= viewport.width && box.y >= 0).toBe(true);
    await page.keyboard.press('Escape');
    const small = page.getByRole('button', { name: /^Open the inspector/ });
    expect(await small.evaluate((button) => (button.getRootNode() as ShadowRoot).activeElement === button)).toBe(true);
    expect(await findA11yProblems(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await panel.waitFor();
    await seen.close();
  });
});
