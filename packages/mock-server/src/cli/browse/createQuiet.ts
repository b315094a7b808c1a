import { setTimeout as wait } from 'node:timers/promises';
import type { Page, Request } from 'playwright-core';

/** A page that polls or streams is never quiet. */
const MAX_MS = 3_000;
const POLL_MS = 20;

/**
 * Returns a function that resolves once a page has done what the last click began: handlers have run, no request is
 * under way, and a new document has loaded. Playwright's `networkidle` is about the load of a document only.
 */
export function createQuiet(page: Page): () => Promise<void> {
  const open = new Set<Request>();
  const end = (request: Request) => void open.delete(request);
  page.on('request', (request) => void open.add(request));
  page.on('requestfinished', end);
  page.on('requestfailed', end);
  // Nobody says how the requests of a document that went away ended.
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) open.clear();
  });
  return async () => {
    const endMs = performance.now() + MAX_MS;
    // Twice: what answers a request may begin another.
    for (let round = 0; round < 2; round += 1) {
      await twoFrames(page);
      while (open.size > 0 && performance.now() < endMs) await wait(POLL_MS);
    }
    await page.waitForLoadState('load', { timeout: MAX_MS }).catch(() => {});
  };
}

/** A page that is just being replaced has none. */
async function twoFrames(page: Page): Promise<void> {
  const frames = () =>
    new Promise<void>((resolve) => {
      // A page in the background has no frames.
      setTimeout(resolve, 100);
      requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
    });
  await page.evaluate(frames).catch(() => {});
}
