import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Inside node_modules: deleting that folder causes a new installation. */
const STAMP = join(ROOT, 'node_modules', '.cache', 'onevault', 'installed');

/**
 * Installs the dependencies unless they match the lock file and the manifests. pnpm could check that, but starting it
 * through npx takes two seconds, most of the time of `npm start`.
 *
 * @throws when the installation fails; its output went to the terminal
 */
export function installMissing() {
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hashWanted()) return;
  const { status } = spawnSync('npx', ['--yes', pnpmVersion(), 'install'], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`Failed to install the dependencies: pnpm ended with ${status}.`);
  markInstalled();
}

/** Records that everything is installed. */
export function markInstalled() {
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, hashWanted());
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
