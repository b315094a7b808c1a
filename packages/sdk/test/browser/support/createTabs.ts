import type { Browser, BrowserContext, Page } from '../../../../../scripts/connectBrowser.ts';

/** Where a visit gets its tab from, and what becomes of the tab after the visit. */
export interface Tabs {
  take(): Promise<Page>;
  giveBack(page: Page): Promise<void>;
}

/** What tests listen to. */
const EVENTS = ['console', 'dialog', 'pageerror', 'popup', 'request', 'requestfailed', 'response'] as const;

/** Each visit has a context of its own: a window, and a process for its page. */
export function createNewTabs(browser: Browser): Tabs {
  return {
    take: async () => (await browser.newContext()).newPage(),
    giveBack: (page) => page.context().close(),
  };
}

/** Tabs of a context that belongs to the test. */
export function createTabsOf(context: BrowserContext): Tabs {
  return { take: () => context.newPage(), giveBack: (page) => page.close() };
}

/**
 * Tabs that are used again, as new: another document, and neither storage nor cookies of the visit before. Visits at the
 * same time have different contexts. A new window and its processes take 0.8 s of a processor for a page that takes 0.16 s.
 *
 * What a test sets for a whole context or tab would stay (routes, init scripts): such a test needs a new one.
 *
 * @param emptyUrl an empty document of the site; for `about:blank` the browser would start another process
 */
export function createUsedTabs(browser: Browser, emptyUrl: string): Tabs {
  const free: Page[] = [];
  return {
    take: async () => free.pop() ?? (await browser.newContext()).newPage(),
    async giveBack(page) {
      // A page that is gone or still on its way elsewhere is not worth waiting for.
      const isEmpty = await leave(page, emptyUrl).catch(() => false);
      if (isEmpty) free.push(page);
      else await page.context().close();
    },
  };
}

/** Resolves with whether the tab is as new. */
async function leave(page: Page, emptyUrl: string): Promise<boolean> {
  if (page.isClosed()) return false;
  const context = page.context();
  for (const event of EVENTS) page.removeAllListeners(event);
  const tabs = context.pages();
  const origins = new Set(tabs.flatMap((tab) => tab.frames()).map((frame) => originOf(frame.url())));
  await Promise.all(tabs.filter((tab) => tab !== page).map((tab) => tab.close()));
  // The page leaves before its storage does: it would write again.
  await page.goto(emptyUrl);
  const devTools = await context.newCDPSession(page);
  for (const origin of origins) {
    if (origin) await devTools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  }
  await devTools.send('Page.resetNavigationHistory');
  await Promise.all([context.clearCookies(), devTools.detach()]);
  return true;
}

function originOf(url: string): string | undefined {
  return /^https?:\/\/[^/]+/.exec(url)?.[0];
}
