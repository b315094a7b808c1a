import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/findChromium.mjs';
import { SLOWDOWN } from './openPage.mjs';
import { startSink } from './startSink.mjs';

/** The peers, by the name of their file in `bench/trackers`. Ours comes first, and a script that does nothing. */
const PEERS = { OpenPanel: 'openPanel', Plausible: 'plausible', Snowplow: 'snowplow' };
export const OURS = 'OneVault';
export const EMPTY = 'an empty script';
/** In this order; every comparison runs them in turn, so that a busy moment of the machine meets each. */
export const TRACKERS = [OURS, ...Object.keys(PEERS)];

const START = `const tracker = new OneVaultTracker({ apiBaseUrl: sink, customerId: 'bench', apiToken: 'bench' });
tracker.enableAutoTracking();
window.track = (name, data) => tracker.trackCustomEvent(name, data);`;
/** A page with something to lay out, whose document is loaded: the first page view follows at once. */
const HTML = `<!doctype html><title>Bench</title>${'<p>text</p>'.repeat(500)}<a href="/next">next</a><form></form>`;

/**
 * A Chromium for pages with one tracker each, and a sink for each tracker. The browser does not say that it is
 * automated: trackers would send nothing.
 */
export async function openTrackers() {
  const code = await readCode();
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
    /** A page in a new context, loaded, at rest and slowed down. @param {string} name */
    async open(name) {
      const sink = /** @type {Awaited<ReturnType<typeof startSink>>} */ (sinks[name]);
      const context = await browser.newContext();
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.evaluate(`window.sink = ${JSON.stringify(sink.url)}; window.code = ${JSON.stringify(code[name])};`);
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

/** The script of each tracker, with all that it needs and its start. @returns {Promise<Record<string, string>>} */
async function readCode() {
  const ours = readFileSync(new URL('../../packages/sdk/dist/onevault.min.js', import.meta.url), 'utf8');
  /** @type {Record<string, string>} */
  const code = { [EMPTY]: ' ', [OURS]: `${ours}\n${START}` };
  for (const [name, file] of Object.entries(PEERS)) {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL(`../trackers/${file}.mjs`, import.meta.url))],
      bundle: true,
      // OpenPanel loads its recorder of sessions only where that is switched on.
      external: ['./replay-*'],
      minify: true,
      format: 'iife',
      target: 'es2021',
      write: false,
      logLevel: 'error',
    });
    code[name] = outputFiles[0]?.text ?? '';
  }
  return code;
}
