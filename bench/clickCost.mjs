/** The cost of a tracked click for the page: the handler's work, on a page of 5,000 nodes. */
import { openPage, SLOWDOWN } from './shared/openPage.mjs';
import { percentile, report } from './shared/report.mjs';

const NODES = 5_000;
const CLICKS = 200;
const depth = 25;
const html = `<!doctype html><title>Clicks</title><script src="/onevault.min.js"></script>
${'<div class="row"><span>cell</span></div>'.repeat(NODES / 2)}
${'<div class="level">'.repeat(depth)}<button id="buy" class="primary"><b>Buy</b> <i>now</i></button>${'</div>'.repeat(depth)}
<script>
  window.measure = async (isTracked, clicks) => {
    const tracker = isTracked && new OneVaultTracker({ customerId: 'bench', apiToken: 'bench', useAsync: true });
    if (tracker) tracker.enableAutoTracking();
    const target = document.querySelector('#buy i');
    const costs = [];
    for (let n = 0; n < clicks; n++) {
      // Ten at a time: the browser's clock ticks ten times a millisecond.
      const events = Array.from({ length: 10 }, () => new MouseEvent('click', { bubbles: true, composed: true }));
      const startMs = performance.now();
      for (const event of events) target.dispatchEvent(event);
      costs.push((performance.now() - startMs) / events.length);
      // The tracker's later work is not part of the click.
      await new Promise((resolve) => setTimeout(resolve));
    }
    if (tracker) tracker.shutdown();
    return costs;
  };
</script>`;

const bench = await openPage(html);
const { page, close } = await bench.open();
/** @param {boolean} isTracked */
async function measure(isTracked) {
  return /** @type {number[]} */ (await page.evaluate(`measure(${isTracked}, ${CLICKS})`));
}
// The first clicks of each kind warm up the compiler.
const without = (await measure(false)).slice(CLICKS / 4);
const tracked = (await measure(true)).slice(CLICKS / 4);
await close();
await bench.close();

const own = percentile(tracked, 0.5) - percentile(without, 0.5);
report(`clickCost, ${SLOWDOWN} times slower, ${NODES} nodes`, [
  { what: 'a click without', value: percentile(without, 0.5), unit: 'ms' },
  { what: 'a tracked click', value: percentile(tracked, 0.5), unit: 'ms' },
  { what: 'the tracker’s part, median', value: own, unit: 'ms', wanted: '< 0.3' },
  { what: 'the tracker’s part, p95', value: percentile(tracked, 0.95) - percentile(without, 0.95), unit: 'ms' },
]);
