/** The cost of a call of `trackEvent` on the page's main thread. */
import { readFileSync } from 'node:fs';
import { openPage } from './shared/openPage.mjs';
import { percentile, report } from './shared/report.mjs';

const CALLS = 1_000;
/** The browser's clock ticks ten times a millisecond, so fifty calls are timed at once. */
const AT_ONCE = 50;

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
