/**
 * The first view of the server's page in a Chromium that is slowed down four times, with an empty cache each time: when
 * something is drawn, when the view is there, and the bytes of its scripts. Once as somebody who has never been here,
 * whom the mock server signs in, and once as somebody who is signed in. The machine's own speed is that of an answer of
 * one line, opened between the others.
 */
import { get } from 'node:http';
import { loadavg } from 'node:os';
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
/** @typedef {Awaited<ReturnType<typeof open>>} Times */
/** @type {{ line: Times[], first: Times[], later: Times[] }} */
const times = { line: [], first: [], later: [] };
/** @type {Set<string>} */
const scripts = new Set();
const signedIn = await signIn();
// The first one also warms up the server.
for (let run = -1; run < RUNS; run += 1) {
  const round = {
    line: await open('/health', []),
    first: await open('/live', []),
    later: await open('/live', signedIn),
  };
  if (run < 0) continue;
  times.line.push(round.line);
  times.first.push(round.first);
  times.later.push(round.later);
}
const load = loadavg()[0] ?? 0;
const bytes = await Promise.all([...scripts].map(countBytes));
await browser.close();
await server.stop();
const line = percentile(
  times.line.map(({ paintMs }) => paintMs),
  0.5,
);
report(`The first view, ${SLOWDOWN} times slowed down, ${RUNS} runs, load ${load.toFixed(1)}`, [
  // Nothing that this browser shows on this machine, at this moment, comes sooner.
  { what: 'an answer of one line (/health), to compare with, p50', value: line, unit: 'ms' },
  ...toRows('a first visit', times.first),
  ...toRows('signed in', times.later),
  { what: 'scripts, gzip', value: bytes.reduce((sum, size) => sum + size, 0) / KIB, unit: 'KiB', wanted: '≤ 90' },
]);

/** @param {string} who @param {Times[]} visits */
function toRows(who, visits) {
  const paints = visits.map(({ paintMs }) => paintMs);
  const views = visits.map(({ viewMs }) => viewMs);
  return [
    { what: `${who}: first paint, p50`, value: percentile(paints, 0.5), unit: 'ms', wanted: '< 1000' },
    { what: `${who}: first paint, p95`, value: percentile(paints, 0.95), unit: 'ms', wanted: '< 1000' },
    { what: `${who}: first paint, times the answer of one line`, value: percentile(paints, 0.5) / line, unit: '' },
    { what: `${who}: the live view has answered, p50`, value: percentile(views, 0.5), unit: 'ms' },
  ];
}

/** The cookies of a visit before. */
async function signIn() {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.url}/live`);
  await page.locator('.view:not(.placeholder) h1').waitFor();
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

/**
 * In a context of its own: when something is painted, and when the view says what there is.
 *
 * @param {string} path @param {import('playwright-core').Cookie[]} cookies
 */
async function open(path, cookies) {
  const context = await browser.newContext();
  await context.addCookies(cookies);
  const page = await context.newPage();
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.add(request.url());
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  await page.addInitScript(() => {
    new MutationObserver((_changes, observer) => {
      // An answer of one line has no view.
      if (!document.querySelector('.live .empty, .live [role="row"]')) return;
      observer.disconnect();
      requestAnimationFrame(() => Object.assign(globalThis, { viewMs: performance.now() }));
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(server.url + path);
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  if (path !== '/health') await page.waitForFunction(() => 'viewMs' in globalThis);
  const seen = await page.evaluate(() => ({
    paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    viewMs: /** @type {{ viewMs?: number }} */ (globalThis).viewMs ?? Number.NaN,
  }));
  await context.close();
  return seen;
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
