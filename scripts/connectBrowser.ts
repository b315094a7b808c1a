import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

export type { Browser, BrowserContext, Page, Request } from 'playwright-core';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the Chromium that all journeys share; empty where the machine has none. */
    chromiumUrl: string;
  }
}

/**
 * Connects to the Chromium that all journeys of a run share (`shareBrowser` starts it). What it opens belongs to this
 * connection: other test files do not see it, and `close` ends only that.
 *
 * @example
 * const browser = await connectBrowser();
 * const context = await browser.newContext();
 */
export async function connectBrowser(): Promise<Browser> {
  const url = inject('chromiumUrl');
  if (!url) {
    throw new Error(
      'Failed to connect to a browser: no Chromium on this machine. Please run `node scripts/findChromium.mjs`, which installs one.',
    );
  }
  return chromium.connect(url);
}
