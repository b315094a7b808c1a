/**
 * `npm test`: everything that has to hold before a commit lands. What waits for browsers runs beside what computes;
 * the first failure stops all and is shown last. With CI set it is stricter: the lock file must fit, and a browser must
 * be there.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { env, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { findChromium } from './findChromium.mjs';
import { markInstalled } from './installMissing.mjs';
import { createTally } from './verify/createTally.mjs';
import { runLanes } from './verify/runLanes.mjs';
import { toSeconds } from './verify/toSeconds.mjs';

/** @typedef {import('./verify/runLanes.mjs').Step} Step */
/** @typedef {import('./verify/runLanes.mjs').StepTools} StepTools */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const isCi = Boolean(env.CI) && env.CI !== 'false';
const startedAt = performance.now();
const tally = createTally(join(ROOT, '.cache', 'verify'));

/** @type {Step[]} */
const first = [
  ...(isCi ? [program('Install', 'pnpm', 'install', '--frozen-lockfile')] : []),
  { title: 'Lock file', work: checkLockFile },
];
/** Needs a processor all the time; what needs no build comes first. @type {Step[]} */
const computing = [
  program('Format and lint', 'pnpm', 'run', 'lint:code'),
  program('Import directions', 'pnpm', 'run', 'lint:imports'),
  program('Unused code', 'pnpm', 'run', 'lint:unused'),
  { title: 'Unit tests', work: (tools) => runTests(tools, 'units', ['contract', 'sdk', 'server']) },
  { ...program('Types', 'pnpm', 'run', 'types'), after: ['Build'] },
  program('Packages', 'pnpm', 'run', 'lint:packages'),
  program('Bundle size', 'pnpm', '--filter', '@onevault/tracker', 'run', 'size'),
  {
    title: 'Test kit and examples',
    async work(tools) {
      await runTests(tools, 'kit', ['mock-server', 'examples']);
      // By the runner that it shows.
      await tools.run('pnpm', ['--filter', 'example-integration-tests', 'run', 'test:jest']);
      await tools.run('pnpm', ['--filter', 'example-jest-jsdom', 'run', 'test']);
    },
  },
  { title: 'Databases', work: (tools) => runTests(tools, 'databases', ['conformance']) },
  { title: 'Docs site', after: ['Browsers'], work: checkDocs },
];
/** Mostly waits: for pages, for timers, for a registry. @type {Step[]} */
const waiting = [
  program('Build', 'node', 'scripts/buildStale.mjs'),
  { title: 'Browsers', work: installBrowsers },
  { title: 'Journeys in a browser', work: runJourneys },
];

// Then the programs that run are ended too.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
/** @param {string} text */
const print = (text) => void stdout.write(text);
const prepared = await runLanes([first], print);
// pnpm, which runs this script, has installed what was missing before it did.
if (!prepared.failed) markInstalled('all');
const { done, failed } = prepared.failed ? prepared : await runLanes([computing, waiting], print);
const { counts } = tally;
if (failed) counts.failed = Math.max(counts.failed, 1);
const times = done.map(({ title, ms }) => `${title} ${(ms / 1000).toFixed(1)} s`);
if (!failed) print(`${times.join(', ')}\n`);
print(`\n━━ ${failed ? 'Failed' : 'All good'} after ${toSeconds(startedAt)}\n`);
print(`${tally.toLines().join('\n')}\n`);
process.exit(failed ? 1 : 0);

/**
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 * @returns {Step}
 */
function program(title, command, ...args) {
  return { title, work: ({ run }) => run(command, args) };
}

/**
 * @param {StepTools} tools
 * @param {string} name
 * @param {string[]} projects
 * @param {Record<string, string>} [more] environment
 */
async function runTests({ run }, name, projects, more) {
  const args = projects.flatMap((project) => ['--project', project]);
  try {
    await run('pnpm', ['exec', 'vitest', 'run', ...args, ...tally.reporters(name)], more);
  } finally {
    tally.add(name);
  }
}

/**
 * Installs what is missing: a Chromium, and in CI the other browsers and the proxies of the documents too. That one cannot be had is no failure here: the
 * journeys say what they did without.
 *
 * @param {StepTools} tools
 */
async function installBrowsers({ run, say }) {
  for (const script of ['findChromium', ...(isCi ? ['findOtherBrowsers', 'findProxies'] : [])]) {
    await run('node', [`scripts/${script}.mjs`]).catch((error) => say(error.message));
  }
}

/**
 * Builds the site, which needs the packages' builds, and looks at what was built.
 *
 * @param {StepTools} tools
 */
async function checkDocs(tools) {
  await tools.run('pnpm', ['--filter', 'docs', 'run', 'build']);
  const path = await findChromium({ install: false });
  await runTests(tools, 'docs', ['docs'], path ? { ONEVAULT_CHROMIUM: path } : {});
}

/** @param {StepTools} tools */
async function runJourneys(tools) {
  const path = await findChromium({ install: false });
  if (!path) {
    if (isCi) throw new Error('no Chromium can be had here, and CI must not pass without one.');
    tally.remark(
      '⚠️  all journeys: no Chromium can be had here. Install Chromium or Chrome, or set ONEVAULT_CHROMIUM to its path.',
    );
    return;
  }
  const chromium = { ONEVAULT_CHROMIUM: path };
  await runTests(tools, 'journeys', ['journeys'], chromium);
  // Each example by the runner that it shows.
  const page = 'examples/integration-tests/page/page.test.mjs';
  await tools.run('node', ['--test', '--test-timeout=60000', page], chromium);
  await tools.run('pnpm', ['--filter', 'example-playwright', 'run', 'test'], chromium);
}

/**
 * A lock file made behind a mirror would send everybody else there.
 *
 * @param {StepTools} tools
 */
function checkLockFile({ say }) {
  const lines = readFileSync(join(ROOT, 'pnpm-lock.yaml'), 'utf8').split('\n');
  const at = lines.findIndex((line) => /:\/\/|\btarball:|\bregistry\./i.test(line));
  if (at >= 0) throw new Error(`pnpm-lock.yaml names a host on line ${at + 1}: ${String(lines[at]).trim()}`);
  say('names no host');
}
