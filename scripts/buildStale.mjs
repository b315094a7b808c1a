import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { argv, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Not in dist, which is published. */
const STAMPS = join(ROOT, '.cache', 'build');
/** Inputs of every build besides its sources: tools and their versions. */
const SHARED_INPUTS = ['pnpm-lock.yaml', 'tsconfig.base.json'];
/** Two steps, or `build` alone. */
const START = 'build:start';
const REST = 'build:rest';
const NOT_INPUTS = new Set(['node_modules', 'dist', 'test', 'coverage']);

/**
 * Builds the packages whose sources have changed since their last build, each as soon as those that it needs are there. It
 * compares contents, not times: git sets new times on checkout.
 *
 * @param {object} [options]
 * @param {boolean} [options.all] false: only what `npm start` runs or hands out, without what only imports of the
 *   packages need, such as declarations, for which it does not install the tools; default true
 * @param {(name: string) => void} [options.onBuild] is told of each package before it is built
 * @returns {Promise<string[]>} names of the packages that were built
 * @throws when a build fails; its output went to the terminal
 * @example await buildStale({ all: false, onBuild: (name) => console.log(`Building ${name} …`) });
 */
export async function buildStale({ all = true, onBuild } = {}) {
  const packages = readPackages();
  /** @type {string[]} */
  const built = [];
  /** @type {Map<string, Promise<void>>} */
  const ready = new Map();
  for (const one of inBuildOrder(packages)) {
    const isBuilt = async () => {
      await Promise.all(one.needs.map((name) => ready.get(name)));
      if (await build(one, hashInputs(one.name, packages), all, onBuild)) built.push(one.name);
    };
    ready.set(one.name, isBuilt());
  }
  // None goes on behind the back of who reads the error.
  const failed = (await Promise.allSettled(ready.values())).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return built;
}

/**
 * @param {Package} one
 * @param {string} inputs
 * @param {boolean} all
 * @param {((name: string) => void) | undefined} onBuild
 * @returns whether it was stale
 */
async function build({ name, folder, builds }, inputs, all, onBuild) {
  let isStale = false;
  for (const script of builds) {
    if (script === REST && !all) continue;
    const stamp = join(STAMPS, `${name.replace('/', '+')}${script === REST ? '.rest' : ''}`);
    if (isFresh(stamp, inputs)) continue;
    if (!isStale) onBuild?.(name);
    isStale = true;
    const startedAt = Date.now();
    // npm comes with Node; pnpm is on PATH only inside pnpm's own scripts.
    const npm = spawn('npm', ['run', '--silent', script], {
      cwd: folder,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    const [status] = await once(npm, 'exit');
    if (status !== 0) throw new Error(`Failed to build ${name}: its script ${script} ended with ${status}.`);
    mkdirSync(STAMPS, { recursive: true });
    writeFileSync(stamp, [inputs, ...listWritten(join(folder, 'dist'), startedAt)].join('\n'));
  }
  return isStale;
}

/**
 * @typedef {object} Package
 * @property {string} name
 * @property {string} folder
 * @property {string[]} builds scripts of the package
 * @property {string[]} needs names of other packages of this workspace
 */

/** @returns {Map<string, Package>} */
function readPackages() {
  const packages = new Map();
  for (const entry of readdirSync(join(ROOT, 'packages'))) {
    const folder = join(ROOT, 'packages', entry);
    if (!existsSync(join(folder, 'package.json'))) continue;
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const dependencies = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    packages.set(manifest.name, {
      name: manifest.name,
      folder,
      builds: [START, REST, 'build'].filter((script) => manifest.scripts?.[script]).slice(0, 2),
      needs: dependencies.filter(([, version]) => String(version).startsWith('workspace:')).map(([name]) => name),
    });
  }
  return packages;
}

/**
 * @param {string} stamp
 * @param {string} inputs
 */
function isFresh(stamp, inputs) {
  if (!existsSync(stamp)) return false;
  const [of, ...files] = readFileSync(stamp, 'utf8').split('\n');
  return of === inputs && files.every((file) => existsSync(join(ROOT, file)));
}

/**
 * What a build wrote: one of the files may be deleted later.
 *
 * @param {string} folder
 * @param {number} sinceMs
 */
function listWritten(folder, sinceMs) {
  return (
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      // File systems round times down, some to whole seconds.
      .filter((path) => statSync(path).mtimeMs >= sinceMs - 1000)
      .map((path) => relative(ROOT, path))
  );
}

/** @param {Map<string, Package>} packages */
function inBuildOrder(packages) {
  /** @type {Set<Package>} */
  const order = new Set();
  /** @param {string} name */
  const visit = (name) => {
    const one = packages.get(name);
    if (!one || order.has(one)) return;
    one.needs.forEach(visit);
    order.add(one);
  };
  for (const name of packages.keys()) visit(name);
  return [...order];
}

/**
 * @param {string} name
 * @param {Map<string, Package>} packages
 */
function hashInputs(name, packages) {
  const hash = createHash('sha256');
  for (const file of SHARED_INPUTS) hash.update(readFileSync(join(ROOT, file)));
  /** @type {Set<string>} */
  const seen = new Set();
  /** @param {string} one */
  const add = (one) => {
    const found = packages.get(one);
    if (!found || seen.has(one)) return;
    seen.add(one);
    addFolder(hash, found.folder);
    found.needs.forEach(add);
  };
  add(name);
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} folder
 */
function addFolder(hash, folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!NOT_INPUTS.has(entry.name)) addFolder(hash, path);
    } else if (!entry.name.includes('.test.')) {
      hash.update(`${path.slice(ROOT.length)}\0`).update(readFileSync(path));
    }
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const built = await buildStale();
  stdout.write(built.length > 0 ? `built ${built.join(', ')}\n` : 'up to date\n');
}
