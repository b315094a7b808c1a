import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stdout } from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Inside node_modules: deleting that folder causes a new installation. */
const STAMPS = join(ROOT, 'node_modules', '.cache', 'onevault');
/**
 * What `npm start` runs and is built with: `dependencies`, not `devDependencies`, of the root (which pnpm always includes)
 * and of these packages. Published packages name what builds them nowhere else: their `dependencies` are their users'.
 */
const STARTED = ['--prod', '--filter=@onevault/mock-server...', '--filter=@onevault/dashboard...'];
/** A tool of the root, which only the whole installation brings. */
const WHOLE = join(ROOT, 'node_modules', 'vitest');

/**
 * Installs the dependencies unless they match the lock file and the manifests. pnpm could check that, but starting it
 * through npx takes two seconds, most of the time of `npm start`.
 *
 * To start the server takes a sixth of what the tests need, so a fresh clone gets only that; a clone that has everything
 * keeps everything.
 *
 * @param {{ all?: boolean }} [options] all: the tools of tests and benchmarks and the examples too; default false
 * @throws when the installation fails; its output went to the terminal
 * @example installMissing(); // `npm start`
 * installMissing({ all: true }); // `npm run bench`
 */
export function installMissing({ all = false } = {}) {
  const isWhole = all || existsSync(WHOLE);
  if (isInstalled('all') || (!isWhole && isInstalled('started'))) return;
  if (!isWhole) stdout.write('Installing what the server needs; `npm test` installs the rest …\n');
  // pnpm would ask the registry for the age of each version in the lock file, of which this needs a sixth: most of the time
  // of `npm start` in a fresh clone. The workflows ask when the lock file changes.
  const args = ['--yes', pnpmVersion(), 'install', '--trust-lockfile', ...(isWhole ? [] : STARTED)];
  const { status } = spawnSync('npx', args, {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`Failed to install the dependencies: pnpm ended with ${status}.`);
  // Else pnpm's own check before a script takes the part for the choice of the user, and never asks for the rest.
  if (!isWhole) rmSync(join(ROOT, 'node_modules', '.pnpm-workspace-state-v1.json'), { force: true });
  markInstalled(isWhole ? 'all' : 'started');
}

/**
 * Records what is installed.
 *
 * @param {'all' | 'started'} extent
 */
export function markInstalled(extent) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(join(STAMPS, extent), hashWanted());
}

/** @param {'all' | 'started'} extent */
function isInstalled(extent) {
  const stamp = join(STAMPS, extent);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashWanted();
}

function hashWanted() {
  const manifests = ['packages', 'examples'].flatMap((room) =>
    readdirSync(join(ROOT, room)).map((name) => join(room, name, 'package.json')),
  );
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests.sort()]) {
    const path = join(ROOT, file);
    if (existsSync(path)) hash.update(`${file}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** The version in package.json: `pnpm@12.21.0`. */
function pnpmVersion() {
  const manifest = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const version = /pnpm@[\d.]+/.exec(manifest);
  if (!version) throw new Error('Failed to install the dependencies: package.json names no version of pnpm.');
  return version[0];
}
