/**
 * The live view of the server's page under load, in Chromium, against a server in a process of its own: how late the
 * page answers a key, how long its longest task is, and how much memory it holds at the start and at the end.
 */
import { setTimeout } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { findChromium } from '../scripts/findChromium.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { startServer } from './shared/startServer.mjs';

const SECONDS = readOption('seconds', 60);
const EVENTS_A_SECOND = readOption('events', 1_000);
const BATCH = 50;
const KEY = { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo', 'Content-Type': 'application/json' };

const server = await startServer('memory');
const { url } = server;
const browser = await chromium.launch({
  executablePath: (await findChromium({ install: false })) ?? '',
  args: ['--disable-gpu', '--enable-precise-memory-info'],
  chromiumSandbox: false,
});
const page = await browser.newPage();
await page.goto(`${url}/live`);
await page.getByRole('status').getByText('Live').waitFor();
const devtools = await page.context().newCDPSession(page);
await page.evaluate(() => {
  const seen = { longest: 0 };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
  }).observe({ type: 'longtask' });
});

const heap = async () => {
  await devtools.send('HeapProfiler.collectGarbage');
  return (await devtools.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
};
/** How long a key takes from the press until the page hears of it. @type {number[]} */
const delays = [];
/** And until a frame has been drawn after it. @type {number[]} */
const keys = [];
const endMs = performance.now() + SECONDS * 1_000;
let sent = 0;
const drive = async () => {
  const startMs = performance.now();
  while (performance.now() < endMs) {
    const events = Array.from({ length: BATCH }, (_, n) => ({
      event_type: ['page_view', 'user_interaction', 'search'][n % 3],
      page_url: `https://shop.example/tea/${(sent + n) % 50}`,
      event_data: { session_id: `sess_${(sent + n) % 200}`, visitor_id: `visitor_${(sent + n) % 150}` },
    }));
    const answer = await fetch(`${url}/api/v1/track`, { method: 'POST', headers: KEY, body: JSON.stringify(events) });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    sent += BATCH;
    const aheadMs = (sent / EVENTS_A_SECOND) * 1_000 - (performance.now() - startMs);
    if (aheadMs > 0) await setTimeout(aheadMs);
  }
};
const press = async () => {
  await page.getByRole('grid').focus();
  while (performance.now() < endMs) {
    await setTimeout(500);
    await page.evaluate(() => {
      const took = new Promise((resolve) => {
        addEventListener(
          'keydown',
          (event) => {
            const delay = performance.now() - event.timeStamp;
            requestAnimationFrame(() => resolve({ delay, frame: performance.now() - event.timeStamp }));
          },
          { once: true, capture: true },
        );
      });
      Object.assign(globalThis, { took });
    });
    await page.keyboard.press('Shift');
    const { delay, frame } = await page.evaluate(() => /** @type {any} */ (globalThis).took);
    delays.push(delay);
    keys.push(frame);
  }
};
const driving = drive();
await setTimeout(SECONDS * 250);
const early = await heap();
await Promise.all([driving, press()]);
const late = await heap();
const longest = await page.evaluate(() => /** @type {any} */ (globalThis).seen.longest);

await browser.close();
await server.stop();
report('Live page', [
  { what: 'events sent', value: sent, unit: '' },
  { what: 'input delay of a key, p95', value: percentile(delays, 0.95), unit: 'ms', wanted: '< 100' },
  { what: 'input delay of a key, the longest', value: Math.max(...delays), unit: 'ms', wanted: '< 100' },
  { what: 'from a key to the next frame, p50', value: percentile(keys, 0.5), unit: 'ms' },
  { what: 'from a key to the next frame, p95', value: percentile(keys, 0.95), unit: 'ms', wanted: '< 200' },
  { what: 'longest task', value: longest, unit: 'ms' },
  { what: 'heap after a quarter', value: early, unit: 'MiB' },
  { what: 'heap at the end', value: late, unit: 'MiB', wanted: '< 100' },
]);
