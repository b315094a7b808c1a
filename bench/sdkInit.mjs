/**
 * Main-thread time until the tracker runs: compile and evaluate the script tag, construct, switch auto-tracking on, track
 * the first page view. The time is the thread's CPU time in the browser's trace, so other programs hardly affect it. Each
 * part is a separate script, as on real pages, so that Chromium can compile on another thread. A fixed loop and an empty
 * script of the same size are measured too, to recognise a slower machine or a bad moment.
 */
import { readFileSync } from 'node:fs';
import { openPage, SLOWDOWN } from './shared/openPage.mjs';
import { percentile, report } from './shared/report.mjs';

const RUNS = 25;
const LOOP = 'let sum = 0; for (let n = 0; n < 1e6; n++) sum = (sum * 31 + n) | 0; window.sum = sum;';
const PARTS = ['loop', 'empty', 'evaluate', 'enable', 'view'];

for (const name of ['onevault.min.js', 'onevault.full.min.js']) await measure(name);

/** @param {string} name */
async function measure(name) {
  const code = readFileSync(new URL(`../packages/sdk/dist/${name}`, import.meta.url), 'utf8');
  const bench = await openPage(
    `<!doctype html><title>Init</title><script src="/warm.js"></script>
${PARTS.map((part) => `<script src="/${part}.js" ${part === 'view' ? 'defer' : ''}></script>`).join('')}${'<p>text</p>'.repeat(500)}`,
    // The measured time is CPU time, which does not grow in a slowed down page.
    1,
    {
      warm: 'window.isWarm = true;',
      loop: LOOP,
      empty: `/*${'x'.repeat(code.length)}*/`,
      evaluate: code,
      enable: `window.tracker = new OneVaultTracker({ customerId: 'bench', apiToken: 'bench' }); tracker.enableAutoTracking();`,
      // The document is parsed; the page view waits for that event, and for a visible page.
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
    // The fastest of many runs is the nearest to an idle machine.
    { what: 'evaluate and init, the fastest', value: Math.min(...totals), unit: 'ms', wanted: '≤ 12' },
    { what: 'the first page view', value: median('view'), unit: 'ms' },
    { what: 'total', value: percentile(views, 0.5), unit: 'ms' },
    { what: 'total, the fastest', value: Math.min(...views), unit: 'ms' },
  ]);
}
