/**
 * The cost of a tracking call on the page's main thread: at full speed in both script tags, and beside peers in one run in
 * a Chromium slowed down four times, with what the main thread does until all events have arrived.
 */
import { readFileSync } from 'node:fs';
import { openPage, SLOWDOWN } from './shared/openPage.mjs';
import { OURS, openTrackers, TRACKERS } from './shared/openTrackers.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';

const CALLS = 1_000;
/** The browser's clock ticks ten times a millisecond, so fifty calls are timed at once. */
const AT_ONCE = 50;
const ROUNDS = readOption('rounds', 7);
/** After this time without an arrival a tracker has sent what it sends. */
const QUIET_MS = 3_000;
const POLL_MS = 100;

/** @type {import('./shared/report.mjs').Row[]} */
const rows = [];
for (const name of ['onevault.min.js', 'onevault.full.min.js']) {
  const code = readFileSync(new URL(`../packages/sdk/dist/${name}`, import.meta.url), 'utf8');
  const bench = await openPage(
    `<!doctype html><title>Track</title><script>${code}</script><script>
  window.measure = async (calls, atOnce, customerId) => {
    const tracker = new OneVaultTracker({ customerId, apiToken: 'bench', useAsync: true });
    const costs = [];
    for (let n = 0; n < calls; n += atOnce) {
      const startMs = performance.now();
      for (let m = 0; m < atOnce; m++) tracker.trackEvent('bench', { n, m, plan: 'pro', price: 9.8 });
      costs.push(((performance.now() - startMs) / atOnce) * 1_000);
      // The tracker's later work is not part of the call.
      await new Promise((resolve) => setTimeout(resolve));
    }
    tracker.shutdown();
    return costs;
  };
</script>`,
    1,
  );
  const { page, close } = await bench.open();
  // The first rounds warm up the compiler. Each has another customer, or it would adopt events of the round before.
  for (const n of [1, 2, 3]) await page.evaluate(`measure(${CALLS}, ${AT_ONCE}, 'warm${n}')`);
  const costs = /** @type {number[]} */ (await page.evaluate(`measure(${CALLS}, ${AT_ONCE}, 'bench')`));
  await close();
  await bench.close();
  rows.push({ what: `${name}, median`, value: percentile(costs, 0.5), unit: 'µs', wanted: '< 10' });
  rows.push({ what: `${name}, p95`, value: percentile(costs, 0.95), unit: 'µs' });
}
report(`trackCost, ${CALLS} calls`, rows);

const bench = await openTrackers();
/** @type {Record<string, { callUs: number[], workMs: number[], arrived: number[] }>} */
const samples = {};
for (const name of TRACKERS) samples[name] = { callUs: [], workMs: [], arrived: [] };
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, { callUs, workMs, arrived }] of Object.entries(samples)) {
    const page = await bench.open(name);
    await page.start();
    await page.page.waitForTimeout(QUIET_MS / 2);
    const before = page.countEvents();
    const beforeMs = await page.readTaskMs();
    const loopMs = await page.page.evaluate(`(() => {
      const startMs = performance.now();
      for (let n = 0; n < ${CALLS}; n++) track('bench', { n, plan: 'pro', price: 9.8 });
      return performance.now() - startMs;
    })()`);
    callUs.push(/** @type {number} */ (loopMs / CALLS) * 1_000);
    const count = () => page.countEvents() - before;
    let last = -1;
    for (let quietMs = 0; count() < CALLS && quietMs < QUIET_MS; quietMs += POLL_MS) {
      if (count() !== last) quietMs = 0;
      last = count();
      await page.page.waitForTimeout(POLL_MS);
    }
    workMs.push((await page.readTaskMs()) - beforeMs);
    arrived.push(count());
    await page.close();
  }
}
await bench.close();

/** @param {string} name @param {'callUs' | 'workMs' | 'arrived'} key */
const median = (name, key) => percentile(samples[name]?.[key] ?? [], 0.5);
report(`trackCost, ${CALLS} calls in one loop, ${SLOWDOWN} times slower, median of ${ROUNDS}`, [
  ...TRACKERS.map((name) => ({ what: `${name}, a call`, value: median(name, 'callUs'), unit: 'µs' })),
  ...TRACKERS.map((name) => ({
    what: `${name}, tasks until ${median(name, 'arrived')} have arrived`,
    value: median(name, 'workMs'),
    unit: 'ms',
  })),
  {
    what: 'a call, of OpenPanel’s',
    value: median(OURS, 'callUs') / median('OpenPanel', 'callUs'),
    unit: '',
    wanted: '≤ 1',
  },
]);
