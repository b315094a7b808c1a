import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, connectBrowser } from '../../../scripts/connectBrowser.ts';
import { findA11yProblems } from '../../shared/findA11yProblems.ts';
import { startTestServer, type TestServer } from '../../shared/startTestServer.ts';
import { serveShop } from './serveShop.ts';

const PAGES = ['', 'sencha.html', 'assam.html', 'rooibos.html', 'cart.html', 'contact.html', 'thank-you.html'];
const PHONE = { width: 360, height: 740 };

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  server = await startTestServer({ database: 'memory', files: serveShop() });
  browser = await connectBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe.each(['light', 'dark'] as const)('in %s colours on a phone', (colorScheme) => {
  test.each(PAGES)('/shop/%s has no accessibility problem and fits the screen', async (path) => {
    const context = await browser.newContext({ colorScheme, viewport: PHONE });
    const page = await context.newPage();
    // An item in the cart, so that its table is checked too.
    await page.goto(`${server.url}/shop/assam.html`);
    await page.locator('#add-to-cart').click();
    await page.goto(`${server.url}/shop/${path}`);
    expect(await findA11yProblems(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    await context.close();
  });
});
