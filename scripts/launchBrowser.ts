import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './findChromium.mjs';

export type { Browser, BrowserContext, Page, Request } from 'playwright-core';

/**
 * Keep a test browser from talking to its vendor in the background (a journey counts requests), from using a GPU that a
 * server does not have, and from asking first-run questions.
 */
const QUIET_FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A headless browser says so in its user agent, and the server would mark it as a bot. A context's `userAgent` is not
 * enough: Chromium ignores it in keepalive requests that outlive their page.
 */
const VISITOR_FLAG =
  '--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** The flags of every test browser. */
export const BROWSER_FLAGS = [...QUIET_FLAGS, VISITOR_FLAG];

/**
 * Starts the machine's Chromium for a journey. Close it yourself.
 *
 * @example
 * const browser = await launchBrowser();
 * const page = await browser.newPage();
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findChromium({ install: false });
  if (!executablePath) {
    throw new Error(
      'Failed to start a browser: no Chromium on this machine. Please run `node scripts/findChromium.mjs`, which installs one.',
    );
  }
  // Chromium has no sandbox for root, the usual user of a container; the pages are our own.
  return chromium.launch({ executablePath, args: BROWSER_FLAGS, chromiumSandbox: false });
}
