/**
 * What the script tag with all defaults costs a page when it is added, beside peers in one run, in a Chromium slowed down
 * four times: the time until the script returns (evaluate, construct, enable auto-tracking, the first page view), and what
 * the main thread does for it in the time after. The trackers take turns, so that a busy moment of the machine meets each.
 */

import { SLOWDOWN } from './shared/openPage.mjs';
import { EMPTY, OURS, openTrackers, TRACKERS } from './shared/openTrackers.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';

const ROUNDS = readOption('rounds', 15);
/** Of these only the longest task is read: tracing costs time. */
const TRACED_ROUNDS = readOption('traced', 5);
const AFTER_MS = 1_200;
/** The longest task that a visitor does not feel, on a slow phone and beside the page's own. */
const TASK_MS = 8;

const bench = await openTrackers();
/** @type {Record<string, { startMs: number[], afterMs: number[] }>} */
const samples = {};
const longest = [];
for (const name of [EMPTY, ...TRACKERS]) samples[name] = { startMs: [], afterMs: [] };
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, { startMs, afterMs }] of Object.entries(samples)) {
    const page = await bench.open(name);
    const beforeMs = await page.readTaskMs();
    const ownMs = await page.start();
    await page.page.waitForTimeout(AFTER_MS);
    startMs.push(ownMs);
    afterMs.push((await page.readTaskMs()) - beforeMs - ownMs);
    await page.close();
  }
}
for (let round = 0; round < TRACED_ROUNDS; round++) {
  const page = await bench.open(OURS);
  const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];
  await bench.browser.startTracing(page.page, { categories });
  await page.start();
  await page.page.waitForTimeout(AFTER_MS);
  longest.push(findLongest(JSON.parse((await bench.browser.stopTracing()).toString()).traceEvents));
  await page.close();
}
await bench.close();

const start = (/** @type {string} */ name) => percentile(samples[name]?.startMs ?? [], 0.5);
const after = (/** @type {string} */ name) =>
  percentile(samples[name]?.afterMs ?? [], 0.5) - percentile(samples[EMPTY]?.afterMs ?? [], 0.5);
report(`sdkInit, ${SLOWDOWN} times slower, median of ${ROUNDS}`, [
  ...TRACKERS.map((name) => ({ what: `${name}, until the script returns`, value: start(name), unit: 'ms' })),
  ...TRACKERS.map((name) => ({
    what: `${name}, tasks in the ${AFTER_MS} ms after, over an empty script`,
    value: after(name),
    unit: 'ms',
  })),
  { what: 'until it returns, of Plausible’s', value: start(OURS) / start('Plausible'), unit: '', wanted: '≤ 0.35' },
  { what: 'until it returns, of OpenPanel’s', value: start(OURS) / start('OpenPanel'), unit: '' },
  { what: 'tasks after, of Plausible’s', value: after(OURS) / after('Plausible'), unit: '', wanted: '≤ 1' },
  { what: `${OURS}, the longest task after`, value: percentile(longest, 0.5), unit: 'ms', wanted: `< ${TASK_MS}` },
]);

/**
 * The longest task with a script in it after the one that has evaluated ours, in milliseconds of its thread: other
 * programs have no part in it.
 *
 * @param {{ name: string, ts: number, dur?: number, tdur?: number, pid: number, tid: number }[]} events
 */
function findLongest(events) {
  const threads = events.filter(({ name }) => name === 'EvaluateScript');
  // Added by our script, so the last one; what the browser's tools evaluate comes before.
  const own = threads.at(-1);
  if (!own) return Number.NaN;
  const after = events.filter(({ pid, tid, ts }) => pid === own.pid && tid === own.tid && ts > own.ts + (own.dur ?? 0));
  const scripts = after.filter(({ name }) => /^(FunctionCall|RunMicrotasks|EvaluateScript)$/.test(name));
  const tasks = after.filter(
    ({ name, ts, dur = 0 }) => name === 'RunTask' && scripts.some((one) => one.ts >= ts && one.ts < ts + dur),
  );
  return Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1000));
}
