import type { Browser } from '../connectBrowser.ts';

/** What a reader signs in with. */
export interface ReaderKey {
  customer: string;
  token: string;
}

export interface Live {
  /** Resolves once an event of this type stands in the list and is through all layers. */
  see(eventType: string): Promise<void>;
  /** The list begins again with what the server has now, of one type if there is too much else. */
  reload(eventType?: string): Promise<void>;
  close(): Promise<void>;
}

/** The end of a quick start: the server's page in a real browser, signed in by hand, with the view Live. */
export async function openLive(browser: Browser, url: string, { customer, token }: ReaderKey): Promise<Live> {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1280, height: 1200 } });
  const page = await context.newPage();
  const heading = page.getByRole('heading', { name: 'Live', exact: true });
  const signIn = page.getByRole('button', { name: 'Sign in', exact: true });
  await page.goto(`${url}/live`);
  await heading.or(signIn).first().waitFor();
  // A server of this machine that was started with a key lets the reader in by itself.
  if (await signIn.isVisible()) {
    await page.locator('input[name=customer]').fill(customer);
    await page.locator('input[name=key]').fill(token);
    await signIn.click();
    await heading.waitFor();
  }
  return {
    async see(eventType) {
      const rows = page.getByRole('row').filter({ has: page.getByText(eventType, { exact: true }) });
      await rows.getByText('In business').first().waitFor({ state: 'attached' });
    },
    async reload(eventType) {
      await page.goto(`${url}/live${eventType ? `?event_type=${encodeURIComponent(eventType)}` : ''}`);
      await heading.waitFor();
    },
    close: () => context.close(),
  };
}
