import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/findChromium.mjs';
import { readTrackers } from '../shared/readTrackers.mjs';
import { startCollector } from './startCollector.mjs';

/** Some send the first view, or ask who the visitor is, a moment after they are loaded. */
const SETTLE_MS = 1_000;

/**
 * A Chromium for pages with one tracker each, as their documentation starts it, and a collector of another origin. The
 * browser does not say that it is automated: some trackers would send nothing.
 */
export async function openPeers() {
  const trackers = await readTrackers();
  const collector = await startCollector();
  const server = createServer((request, response) => {
    const [, name = '', page] = new URL(request.url ?? '/', 'http://site').pathname.split('/');
    if (page === 'tracker.js') return response.setHeader('Content-Type', 'text/javascript').end(trackers[name]?.code);
    const script =
      page === 'left'
        ? ''
        : `<script>window.sink = '${collector.url}'</script><script src="/${name}/tracker.js"></script>`;
    response.setHeader('Content-Type', 'text/html').end(`<!doctype html><title>Bench</title>${script}<p>text</p>`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const executablePath = await findChromium({ install: false });
  if (!executablePath) throw new Error('Failed to measure: no Chromium. Run `node scripts/findChromium.mjs`.');
  const args = ['--disable-blink-features=AutomationControlled', '--disable-gpu', '--no-first-run'];
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false, args });
  const names = Object.keys(trackers);
  return {
    names,
    chromium: browser.version(),
    versions: Object.fromEntries(names.map((name) => [name, trackers[name]?.version])),
    options: Object.fromEntries(names.map((name) => [name, trackers[name]?.options])),
    collector,
    /** A browser profile of its own: nothing is stored in it. */
    newContext: () => browser.newContext(),
    /** A page with the tracker, loaded and at rest. @param {import('playwright-core').BrowserContext} context @param {string} name */
    async open(context, name) {
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${port}/${name}/`);
      await page.waitForFunction('typeof window.track === "function"');
      await page.waitForTimeout(SETTLE_MS);
      return page;
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      await Promise.all([new Promise((resolve) => server.close(resolve)), collector.close()]);
    },
  };
}
