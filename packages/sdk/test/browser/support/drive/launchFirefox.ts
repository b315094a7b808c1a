import { launch, type Page } from 'puppeteer-core';
import type { DrivenBrowser, DrivenTab } from './drivenBrowser.ts';

/** Starts Firefox without a window and drives it through WebDriver BiDi. Close it yourself. */
export async function launchFirefox(executablePath: string): Promise<DrivenBrowser> {
  const browser = await launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    // Puppeteer turns the back/forward cache off; visitors have it on.
    extraPrefsFirefox: { 'fission.bfcacheInParent': true },
  });
  return {
    name: (await browser.version()).replace('firefox/', 'Firefox '),
    async newVisitor() {
      const context = await browser.createBrowserContext();
      return {
        async openTab(url) {
          const page = await context.newPage();
          await page.goto(url);
          return toTab(page);
        },
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}

function toTab(page: Page): DrivenTab {
  return {
    async goto(url) {
      await page.goto(url);
    },
    // The types of the two differ in how they unwrap what a function returns, the values do not.
    run: (work, ...args) => page.evaluate(work as (...all: unknown[]) => unknown, ...args) as never,
    click: (selector) => page.click(selector),
    async reload() {
      await page.reload();
    },
    async back() {
      // Not `goBack`, which waits for a load that a page of the back/forward cache does not have.
      await page.evaluate(() => history.back()).catch(() => {});
    },
    close: () => page.close(),
  };
}
