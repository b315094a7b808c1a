import type { Browser, BrowserContext, Page } from '../../../scripts/connectBrowser.ts';

export interface OpenedPage {
  page: Page;
  context: BrowserContext;
  /** What the console and the security policy complained about; also failed requests. */
  complaints: string[];
  close(): Promise<void>;
}

/** As tests want it: nothing moves. */
export const newContext = (browser: Browser, options: Parameters<Browser['newContext']>[0] = {}) =>
  browser.newContext({ reducedMotion: 'reduce', ...options });

/** Opens the server's page in a context of its own, and collects what a browser complains about. */
export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<OpenedPage> {
  const context = await newContext(browser, options);
  return { ...(await openPageIn(context, url)), close: () => context.close() };
}

/** The same in a context that tests share: signed in already, and with the files of the page. */
export async function openPageIn(context: BrowserContext, url: string): Promise<OpenedPage> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  return { page, context, complaints, close: () => page.close() };
}

/** Opens another path of the page as a link does: without loading the page again. */
export async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}
