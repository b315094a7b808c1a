import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/findChromium.mjs';
import { SLOWDOWN } from './openPage.mjs';
import { OURS, readTrackers } from './readTrackers.mjs';
import { startSink } from './startSink.mjs';

export { OURS };
export const EMPTY = 'an empty script';
/** In this order; every comparison runs them in turn, so that a busy moment of the machine meets each. */
export const TRACKERS = [OURS, 'OpenPanel', 'Plausible', 'Snowplow'];
/** A page with something to lay out, whose document is loaded: the first page view follows at once. */
const HTML = `<!doctype html><title>Bench</title>${'<p>text</p>'.repeat(500)}<a href="/next">next</a><form></form>`;

/**
 * A Chromium for pages with one tracker each, and a sink for each tracker. The browser does not say that it is
 * automated: trackers would send nothing.
 */
export async function openTrackers() {
  const trackers = await readTrackers();
  const code = { [EMPTY]: ' ', ...Object.fromEntries(TRACKERS.map((name) => [name, trackers[name]?.code ?? ''])) };
  const names = Object.keys(code);
  const sinks = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await startSink(name)])));
  const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(HTML));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const executablePath = await findChromium({ install: false });
  if (!executablePath) throw new Error('Failed to measure: no Chromium. Run `node scripts/findChromium.mjs`.');
  const args = ['--disable-blink-features=AutomationControlled'];
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false, args });
  return {
    browser,
    versions: Object.fromEntries(TRACKERS.map((name) => [name, trackers[name]?.version])),
    /** A page in a new context, loaded, at rest and slowed down. @param {string} name */
    async open(name) {
      const sink = /** @type {Awaited<ReturnType<typeof startSink>>} */ (sinks[name]);
      const context = await browser.newContext();
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.evaluate(
        `window.sink = ${JSON.stringify(sink.url)}; window.code = ${JSON.stringify(Object(code)[name])};`,
      );
      await session.send('Performance.enable');
      await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
      await page.waitForTimeout(300);
      const before = sink.countEvents();
      return {
        page,
        /** Events of this page that its sink has. */
        countEvents: () => sink.countEvents() - before,
        /** Milliseconds that tasks of the main thread have taken so far. */
        async readTaskMs() {
          const { metrics } = await session.send('Performance.getMetrics');
          return (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
        },
        /** Adds the script tag; resolves with the milliseconds until that returns. @returns {Promise<number>} */
        start: () =>
          page.evaluate(`(() => {
            const script = document.createElement('script');
            script.textContent = code;
            const startMs = performance.now();
            document.head.append(script);
            return performance.now() - startMs;
          })()`),
        close: () => context.close(),
      };
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      await Promise.all([
        new Promise((resolve) => server.close(resolve)),
        ...Object.values(sinks).map((sink) => sink.close()),
      ]);
    },
  };
}
