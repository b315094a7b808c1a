/** The built site in a real browser: nobody is left out, on a phone neither, and it needs no network. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BROWSER_FLAGS } from '../../scripts/browserFlags.ts';
import { findChromium } from '../../scripts/findChromium.mjs';
import { skipUnless } from '../../scripts/skipUnless.ts';
import { serveSite } from './serveSite.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** One of each kind. */
const PAGES = [
  'index',
  'tutorials/owner',
  'troubleshooting',
  'reference/tracker',
  'reference/http/tracking',
  'benchmarks',
];
const executablePath = await findChromium({ install: false });

describe('in a browser', skipUnless(executablePath, 'no Chromium on this machine'), () => {
  let site: Awaited<ReturnType<typeof serveSite>>;
  let browser: Browser;
  const foreign: string[] = [];

  beforeAll(async () => {
    site = await serveSite();
    browser = await chromium.launch({
      executablePath: String(executablePath),
      chromiumSandbox: false,
      args: BROWSER_FLAGS,
    });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function open(path: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(site.url) && !request.url().startsWith('data:')) foreign.push(request.url());
    });
    await page.goto(`${site.url}/${path}.html`);
    await page.locator('main h1').waitFor();
    return page;
  }

  async function findProblems(page: Page): Promise<string[]> {
    await page.evaluate(AXE);
    const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  }

  test.each(PAGES)('%s has no error of accessibility, and fits a phone', async (path) => {
    const page = await open(path);
    expect(await findProblems(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.context().close();
  });

  test.each(['index', 'troubleshooting'])('%s can be read in the dark', async (path) => {
    const page = await open(path, 'dark');
    expect(await page.evaluate(() => document.documentElement.classList.contains('dark'))).toBe(true);
    expect(await findProblems(page)).toEqual([]);
    await page.context().close();
  });

  test('the search finds an error code, and leads to it', async () => {
    const page = await open('index');
    await page.keyboard.press('Control+k');
    await page.locator('#localsearch-input').fill('SHARE_KEY_LIMIT');
    await page.locator('.VPLocalSearchBox .result').first().waitFor();
    await page.locator('.VPLocalSearchBox .result', { hasText: 'SHARE_KEY_LIMIT' }).first().click();
    await page.waitForURL(/\/(reference|troubleshooting)/);
    await page.locator('main', { hasText: 'SHARE_KEY_LIMIT' }).waitFor();
    await page.context().close();
  });

  test('nothing was asked of another host', () => {
    expect(foreign).toEqual([]);
  });
});
