import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from '../connectBrowser.ts';
import { openLive } from './openLive.ts';
import type { LiveEnd } from './shellBlocks.ts';
import { READY, SEEN } from './toShellScript.ts';

const POLL_MS = 50;

/**
 * The end of a quick start in a shell: waits until its script says that it is ready, visits the page of the reader, and
 * sees the events in Live. The script goes on then, whether or not that worked.
 *
 * @param work the folder `$WORK` of the shell
 * @param ended aborted when the script has ended without being ready
 */
export async function seeLive(browser: Browser, work: string, live: LiveEnd, ended: AbortSignal): Promise<void> {
  const ready = join(work, READY);
  while (!existsSync(ready)) {
    if (ended.aborted) throw new Error('The commands ended before there was something to see.');
    await sleep(POLL_MS);
  }
  const [token = '', visit = '', url = ''] = readFileSync(ready, 'utf8').split('\n');
  try {
    const page = await openLive(browser, url, { customer: live.customer, token });
    if (visit) await visitAs(browser, visit, live.click ?? []);
    for (const eventType of live.see) await page.see(eventType);
    await page.close();
  } finally {
    writeFileSync(join(work, SEEN), '');
  }
}

async function visitAs(browser: Browser, address: string, clicks: string[]): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  for (const selector of clicks) await page.locator(selector).click();
  await context.close();
}
