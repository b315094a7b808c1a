/**
 * What `npm start` costs in a fresh clone of the last commit, with an empty store and an empty cache of pnpm: the size of
 * node_modules, and the time until the server listens. Compared with the same after everything is installed and built.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { startProgram } from './shared/startServer.mjs';

/** @typedef {{ seconds: number, mebibytes: number, processor: number }} Run */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RUNS = readOption('runs', 1);
const BLOCK = 512;
const MIB = 1024 * 1024;
const isWindows = platform === 'win32';

const everything = [];
const started = [];
// In turns, so that both meet the same network.
for (let i = 0; i < RUNS; i++) {
  everything.push(await measure({ isAll: true }));
  started.push(await measure({ isAll: false }));
}
const all = median(everything);
const start = median(started);

report(`A fresh clone, median of ${RUNS}`, [
  { what: 'node_modules after npm start', value: start.mebibytes, unit: 'MiB', wanted: '< 250' },
  { what: 'node_modules with everything', value: all.mebibytes, unit: 'MiB' },
  { what: 'npm start until the server listens', value: start.seconds, unit: 's' },
  { what: 'the same, after everything is installed and built', value: all.seconds, unit: 's' },
  { what: 'processor time of npm start', value: start.processor, unit: 's' },
  { what: 'processor time of the same, after everything', value: all.processor, unit: 's' },
  { what: 'size, of everything', value: (100 * start.mebibytes) / all.mebibytes, unit: '%' },
  { what: 'time, of everything', value: (100 * start.seconds) / all.seconds, unit: '%', wanted: '< 33.4' },
  // On a machine that does something else as well, this ratio holds better.
  {
    what: 'processor time, of everything',
    value: (100 * start.processor) / all.processor,
    unit: '%',
    wanted: '< 33.4',
  },
]);

/** @param {{ isAll: boolean }} options */
async function measure({ isAll }) {
  const folder = await mkdtemp(join(tmpdir(), 'onevault-bench-'));
  const clone = join(folder, 'clone');
  const fresh = { ...env, pnpm_config_store_dir: join(folder, 'store'), pnpm_config_cache_dir: join(folder, 'cache') };
  try {
    run('git', ['clone', '--quiet', ROOT, clone], folder, env);
    const startedAt = performance.now();
    const usedAt = readProcessorSeconds();
    if (isAll) {
      const install = "import('./scripts/installMissing.mjs').then((m) => m.installMissing({ all: true }))";
      run(execPath, ['-e', install], clone, fresh);
      run(execPath, ['scripts/buildStale.mjs'], clone, fresh);
    }
    // Without npm between: the processor time of a program counts for whoever waits for it, and npm does not.
    const args = ['scripts/start.mjs', '--port', '0', '--database', join(folder, 'database')];
    const server = await startProgram(execPath, args, { cwd: clone, env: fresh });
    const seconds = (performance.now() - startedAt) / 1000;
    const mebibytes = readSize(clone) / MIB;
    await server.stop();
    return { seconds, mebibytes, processor: readProcessorSeconds() - usedAt };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 500 });
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} environment
 */
function run(command, args, cwd, environment) {
  // Its output is no result: the table alone goes to stdout.
  const { status } = spawnSync(command, args, { cwd, env: environment, stdio: ['ignore', 2, 2], shell: isWindows });
  if (status !== 0) throw new Error(`Failed to measure: \`${command} ${args.join(' ')}\` ended with ${status}.`);
}

/** Bytes on disk below every node_modules; a file with several names counts once. @param {string} clone */
function readSize(clone) {
  const rooms = ['packages', 'examples'].flatMap((room) =>
    readdirSync(join(clone, room)).map((name) => join(room, name)),
  );
  /** @type {Map<number, number>} */
  const sizes = new Map();
  for (const modules of ['.', ...rooms].map((room) => join(clone, room, 'node_modules'))) {
    if (!existsSync(modules)) continue;
    for (const { parentPath, name } of readdirSync(modules, { recursive: true, withFileTypes: true })) {
      const { ino, blocks } = lstatSync(join(parentPath, name));
      sizes.set(ino, blocks * BLOCK);
    }
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/** Of the programs that this one has waited for, and of theirs. Only Linux tells. */
function readProcessorSeconds() {
  if (platform !== 'linux') return Number.NaN;
  const [, after = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
  // Fields 16 and 17 of proc(5), in hundredths of a second: user and system.
  const [user, system] = after.split(' ').slice(13, 15).map(Number);
  return (Number(user) + Number(system)) / 100;
}

/** Of each number. @param {Run[]} runs @returns {Run} */
function median(runs) {
  const of = (/** @type {keyof Run} */ key) =>
    percentile(
      runs.map((one) => one[key]),
      0.5,
    );
  return { seconds: of('seconds'), mebibytes: of('mebibytes'), processor: of('processor') };
}
