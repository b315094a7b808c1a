import type { Browser, BrowserContext, Page } from '../../../scripts/connectBrowser.ts';

export interface OpenedPage {
  page: Page;
  context: BrowserContext;
  /** What the console and the security policy complained about; also failed requests. */
  complaints: string[];
  close(): Promise<void>;
}

/** Opens the server's page in a context of its own, and collects what a browser complains about. */
export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  return { page, context, complaints, close: () => context.close() };
}
