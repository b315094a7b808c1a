import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/findChromium.mjs';

/** A mid-range phone, as in Lighthouse. */
export const SLOWDOWN = 4;

/**
 * A Chromium, and a server that serves `html`, the SDK and `scripts` by name, and takes every event.
 *
 * @param {string} html
 * @param {number} [slowdown] factor of the opened pages; 1: full speed
 * @param {Record<string, string>} [scripts]
 */
export async function openPage(html, slowdown = SLOWDOWN, scripts = {}) {
  const sdk = readFileSync(new URL('../../packages/sdk/dist/onevault.min.js', import.meta.url), 'utf8');
  /** @type {Record<string, string>} */
  const all = { 'onevault.min': sdk, ...scripts };
  const server = createServer((request, response) => {
    const script = all[request.url?.slice(1, -'.js'.length) ?? ''];
    if (script !== undefined) response.setHeader('Content-Type', 'text/javascript').end(script);
    else if (request.method === 'GET') response.setHeader('Content-Type', 'text/html').end(html);
    else {
      const reply = { success: true, message: 'stored', event_id: 'evt_1', timestamp: new Date().toISOString() };
      request
        .resume()
        .on('end', () => response.setHeader('Content-Type', 'application/json').end(JSON.stringify(reply)));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  const executablePath = await findChromium({ install: false });
  if (!executablePath) throw new Error('Failed to measure: no Chromium. Run `node scripts/findChromium.mjs`.');
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
  return {
    /** A page in a new context: nothing cached, nothing stored. */
    async open() {
      const context = await browser.newContext();
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
      await page.goto(`http://127.0.0.1:${address.port}/`);
      return { page, close: () => context.close() };
    },
    /**
     * Opens the page once; resolves with the milliseconds of thread time that each script took, by path.
     *
     * @returns {Promise<Map<string, number>>}
     */
    async trace() {
      const context = await browser.newContext();
      const page = await context.newPage();
      await browser.startTracing(page, { categories: ['devtools.timeline'] });
      await page.goto(`http://127.0.0.1:${address.port}/`);
      const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
      await context.close();
      const times = new Map();
      for (const { name, args, tdur } of traceEvents) {
        const { url } = args?.data ?? {};
        if (name === 'EvaluateScript' && url) times.set(new URL(url).pathname, tdur / 1000);
      }
      return times;
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
