/**
 * Main-thread time until the tracker runs: compile and evaluate the script tag, construct, switch auto-tracking on, track
 * the first page view. It is the thread's own time as the browser's trace has it, which goes on only while the thread
 * runs: other programs cost it little. Each part is a script of its own, as pages have them, so that Chromium compiles
 * what it can on another thread. A fixed loop and an empty script of the same size are measured beside it, to know another
 * machine, or a bad moment, by.
 */
import { readFileSync } from 'node:fs';
import { openBench, SLOWDOWN } from './shared/openPage.mjs';
import { percentile, report } from './shared/report.mjs';

const RUNS = 25;
const LOOP = 'let sum = 0; for (let n = 0; n < 1e6; n++) sum = (sum * 31 + n) | 0; window.sum = sum;';
const PARTS = ['loop', 'empty', 'evaluate', 'enable', 'view'];

for (const name of ['onevault.min.js', 'onevault.full.min.js']) await measure(name);

/** @param {string} name */
async function measure(name) {
  const code = readFileSync(new URL(`../packages/sdk/dist/${name}`, import.meta.url), 'utf8');
  const bench = await openBench(
    `<!doctype html><title>Init</title><script src="/warm.js"></script>
${PARTS.map((part) => `<script src="/${part}.js" ${part === 'view' ? 'defer' : ''}></script>`).join('')}${'<p>text</p>'.repeat(500)}`,
    // What is measured is the thread's time, of which a slowed down page has no more than another.
    1,
    {
      warm: 'window.isWarm = true;',
      loop: LOOP,
      empty: `/*${'x'.repeat(code.length)}*/`,
      evaluate: code,
      enable: `window.tracker = new OneVaultTracker({ customerId: 'bench', apiToken: 'bench' }); tracker.enableAutoTracking();`,
      // The document is parsed; the page view waits for it to say so, and for a page that is seen.
      view: `for (const type of ['visibilitychange', 'DOMContentLoaded']) document.dispatchEvent(new Event(type));`,
    },
  );
  /** @type {Record<string, number[]>} */
  const samples = Object.fromEntries(PARTS.map((part) => [part, []]));
  for (let n = 0; n < RUNS; n++) {
    const times = await bench.trace();
    for (const part of PARTS) samples[part]?.push(times.get(`/${part}.js`) ?? Number.NaN);
  }
  await bench.close();

  const of = (/** @type {string} */ part) => samples[part] ?? [];
  const slow = (/** @type {number} */ ms) => ms * SLOWDOWN;
  const median = (/** @type {string} */ part) => slow(percentile(of(part), 0.5));
  const totals = of('evaluate').map((ms, run) => slow(ms + (of('enable')[run] ?? 0)));
  const views = totals.map((ms, run) => ms + slow(of('view')[run] ?? 0));
  report(`sdkInit of ${name}, main thread, times ${SLOWDOWN}, median of ${RUNS}`, [
    { what: 'a fixed loop, to compare with', value: median('loop'), unit: 'ms' },
    { what: 'an empty script of the same size', value: median('empty'), unit: 'ms' },
    { what: 'compile and evaluate', value: median('evaluate'), unit: 'ms' },
    { what: 'construct and enable', value: median('enable'), unit: 'ms' },
    { what: 'evaluate and init', value: percentile(totals, 0.5), unit: 'ms', wanted: '≤ 12' },
    // The quickest of many is the nearest to a machine of one's own.
    { what: 'evaluate and init, the quickest', value: Math.min(...totals), unit: 'ms', wanted: '≤ 12' },
    { what: 'the first page view', value: median('view'), unit: 'ms' },
    { what: 'all of it', value: percentile(views, 0.5), unit: 'ms' },
    { what: 'all of it, the quickest', value: Math.min(...views), unit: 'ms' },
  ]);
}
