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
const PAGES = [
  'index',
  'tutorials/owner',
  'troubleshooting',
  'reference/tracker',
  'reference/api/tracker',
  'reference/events',
  'reference/http/tracking',
  'reference/cli/onevault-server',
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

  async function open(path: string, colorScheme: 'light' | 'dark', width: number): Promise<Page> {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height: 800 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(site.url) && !request.url().startsWith('data:')) foreign.push(request.url());
    });
    await page.goto(`${site.url}/${path}.html`);
    await page.waitForLoadState('networkidle');
    return page;
  }

  for (const colors of ['light', 'dark'] as const) {
    test.each(PAGES)(`%s has no error of accessibility in ${colors}`, async (path) => {
      const page = await open(path, colors, 1280);
      await page.evaluate(AXE);
      const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
      const problems = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
      expect(problems).toEqual([]);
      await page.context().close();
    });
  }

  test.each(PAGES)('%s fits a phone', async (path) => {
    const page = await open(path, 'light', 390);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.context().close();
  });

  test('the search finds an error code, and leads to it', async () => {
    const page = await open('index', 'light', 1280);
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').or(page.locator('#localsearch-input')).first().fill('SHARE_KEY_LIMIT');
    await page.locator('.VPLocalSearchBox .result').first().waitFor();
    await page.locator('.VPLocalSearchBox .result', { hasText: 'SHARE_KEY_LIMIT' }).first().click();
    await page.waitForURL(/SHARE_KEY_LIMIT|share_key_limit|reference/);
    expect(await page.locator('main').innerText()).toContain('SHARE_KEY_LIMIT');
    await page.context().close();
  });

  test('nothing was asked of another host', () => {
    expect(foreign).toEqual([]);
  });
});
