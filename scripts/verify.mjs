/**
 * `npm test`: everything that has to hold before a commit lands, cheapest first, stopping at the first failure.
 * With CI set it is stricter: the lock file must fit, and a browser must be there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { env, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildStale } from './buildStale.mjs';
import { findChromium } from './findChromium.mjs';
import { findFirefox, findWebKit } from './findOtherBrowsers.mjs';
import { markInstalled } from './installMissing.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPORTS = join(ROOT, '.cache', 'verify');
const isCi = Boolean(env.CI) && env.CI !== 'false';
const startedAt = performance.now();
const counts = { passed: 0, failed: 0, skipped: 0 };

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

if (isCi) await step('Install', () => run('pnpm', ['install', '--frozen-lockfile']));
// pnpm, which runs this script, has installed what was missing before it did.
markInstalled();
await step('Lock file', checkLockFile);
await step('Build', () => {
  const built = buildStale();
  stdout.write(built.length > 0 ? `built ${built.join(', ')}\n` : 'up to date\n');
});
await step('Format and lint', () => run('pnpm', ['run', 'lint:code']));
await step('Import directions', () => run('pnpm', ['run', 'lint:imports']));
await step('Types', () => run('pnpm', ['run', 'types']));
await step('Unused code', () => run('pnpm', ['run', 'lint:unused']));
await step('Packages', () => run('pnpm', ['run', 'lint:packages']));
await step('Bundle size', () => run('pnpm', ['--filter', '@onevault/tracker', 'run', 'size']));
await step('Unit tests', () => {
  runTests('unit', ['contract', 'sdk', 'server', 'mock-server', 'conformance', 'examples']);
  // By the runner that it shows.
  run('pnpm', ['--filter', 'example-integration-tests', 'run', 'test:jest']);
});
await step('Journeys in a browser', async () => {
  const path = await findChromium();
  if (path) {
    // Their journeys say themselves that they were skipped, and what to install. In CI they are installed.
    const others = [findFirefox({ install: isCi }), findWebKit({ install: isCi })];
    stdout.write(`with ${[path, ...others].filter(Boolean).join(', ')}\n`);
    runTests('journeys', ['journeys'], { ONEVAULT_CHROMIUM: path });
    // Each example by the runner that it shows.
    run('node', ['--test', '--test-timeout=60000', 'examples/integration-tests/page/page.test.mjs'], {
      ONEVAULT_CHROMIUM: path,
    });
    run('pnpm', ['--filter', 'example-playwright', 'run', 'test'], { ONEVAULT_CHROMIUM: path });
  } else if (isCi) {
    throw new Error('Failed to run the journeys: no Chromium can be had here, and CI must not pass without them.');
  } else {
    stdout.write('⚠️  SKIPPED: no Chromium can be had here, so NO browser test ran.\n');
    stdout.write('    Install Chromium or Chrome, or set ONEVAULT_CHROMIUM to its path, and run `npm test` again.\n');
  }
});
finish();

/**
 * @param {string} title
 * @param {() => void | Promise<void>} work
 */
async function step(title, work) {
  stdout.write(`\n━━ ${title}\n`);
  const stepStartedAt = performance.now();
  try {
    await work();
  } catch (error) {
    stdout.write(`\n❌ ${title}: ${error instanceof Error ? error.message : error}\n`);
    counts.failed = Math.max(counts.failed, 1);
    finish();
  }
  stdout.write(`✓ ${title} (${toSeconds(stepStartedAt)})\n`);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [extraEnv]
 */
function run(command, args, extraEnv = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...env, ...extraEnv },
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`\`${[command, ...args].join(' ')}\` ended with ${status}.`);
}

/**
 * @param {string} name
 * @param {string[]} projects
 * @param {Record<string, string>} [extraEnv]
 */
function runTests(name, projects, extraEnv) {
  const report = join(REPORTS, `${name}.json`);
  const args = projects.flatMap((project) => ['--project', project]);
  try {
    run(
      'pnpm',
      ['exec', 'vitest', 'run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      extraEnv,
    );
  } finally {
    countTests(report);
  }
}

/** @param {string} report */
function countTests(report) {
  if (!existsSync(report)) return;
  const result = JSON.parse(readFileSync(report, 'utf8'));
  counts.passed += result.numPassedTests;
  counts.failed += result.numFailedTests;
  counts.skipped += result.numPendingTests + result.numTodoTests;
}

/** A lock file made behind a mirror would send everybody else there. */
function checkLockFile() {
  const lines = readFileSync(join(ROOT, 'pnpm-lock.yaml'), 'utf8').split('\n');
  const at = lines.findIndex((line) => /:\/\/|\btarball:|\bregistry\./i.test(line));
  if (at >= 0) throw new Error(`pnpm-lock.yaml names a host on line ${at + 1}: ${String(lines[at]).trim()}`);
  stdout.write('names no host\n');
}

/** @returns {never} */
function finish() {
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  stdout.write(`\n━━ ${counts.failed > 0 ? 'Failed' : 'All good'} after ${toSeconds(startedAt)}\n`);
  stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
  process.exit(counts.failed > 0 ? 1 : 0);
}

/** @param {number} since */
function toSeconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
