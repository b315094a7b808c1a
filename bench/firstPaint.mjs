/**
 * The first view of the server's page in a Chromium that is slowed down four times, with an empty cache each time: when
 * something is drawn, when the view is there, and the bytes of its scripts.
 */
import { get } from 'node:http';
import { chromium } from 'playwright-core';
import { findChromium } from '../scripts/findChromium.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { startServer } from './shared/startServer.mjs';

const RUNS = readOption('runs', 15);
const SLOWDOWN = 4;
const KIB = 1024;

const server = await startServer('memory');
const browser = await chromium.launch({
  executablePath: (await findChromium({ install: false })) ?? '',
  args: ['--disable-gpu'],
  chromiumSandbox: false,
});
/** @type {number[]} */
const lines = [];
/** @type {number[]} */
const paints = [];
/** @type {number[]} */
const views = [];
/** @type {Set<string>} */
const scripts = new Set();
// The first one also warms up the server.
for (let run = -1; run < RUNS; run += 1) {
  const line = await open('/health', () => performance.getEntriesByName('first-contentful-paint').length > 0);
  const view = await open('/live', () => 'viewMs' in globalThis);
  if (run < 0) continue;
  lines.push(line.paintMs);
  paints.push(view.paintMs);
  views.push(view.viewMs);
}
const bytes = await Promise.all([...scripts].map(countBytes));
await browser.close();
await server.stop();
report(`The first view, ${SLOWDOWN} times slowed down, ${RUNS} runs`, [
  // Nothing that this browser shows on this machine, at this moment, comes sooner.
  { what: 'an answer of one line (/health), to compare with, p50', value: percentile(lines, 0.5), unit: 'ms' },
  { what: 'first paint, p50', value: percentile(paints, 0.5), unit: 'ms', wanted: '< 1000' },
  { what: 'first paint, p95', value: percentile(paints, 0.95), unit: 'ms', wanted: '< 1000' },
  { what: 'the live view is drawn, p50', value: percentile(views, 0.5), unit: 'ms' },
  { what: 'scripts, gzip', value: bytes.reduce((sum, size) => sum + size, 0) / KIB, unit: 'KiB', wanted: '≤ 90' },
]);

/** In a context of its own. @param {string} path @param {() => boolean} isThere */
async function open(path, isThere) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.add(request.url());
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  await page.addInitScript(() => {
    new MutationObserver((_changes, observer) => {
      if (!document.querySelector('h1')) return;
      observer.disconnect();
      requestAnimationFrame(() => Object.assign(globalThis, { viewMs: performance.now() }));
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(server.url + path);
  await page.waitForFunction(isThere);
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  const times = await page.evaluate(() => ({
    paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    viewMs: /** @type {{ viewMs?: number }} */ (globalThis).viewMs ?? Number.NaN,
  }));
  await context.close();
  return times;
}

/** As it is sent. @param {string} url @returns {Promise<number>} */
function countBytes(url) {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'Accept-Encoding': 'gzip' } }, (answer) => {
      let size = 0;
      answer.on('data', (chunk) => {
        size += chunk.length;
      });
      answer.on('end', () => resolve(size));
    }).on('error', reject);
  });
}
