/**
 * `npm run pack`: makes tarballs of the published packages in `packed/` and says how to install them in another project.
 * The packages are not on npm yet, and somebody else could take their names there.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { argv, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildStale } from './buildStale.mjs';
import { installMissing } from './installMissing.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, 'packed');
const PACKAGES = ['sdk', 'server', 'mock-server'];

/**
 * Packs what is built, as `npm publish` would. The folder is made anew: a tarball of an older version must not be
 * installed with the others.
 *
 * @returns {string[]} paths of the tarballs
 */
export function pack() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER);
  const filters = PACKAGES.map((name) => `--filter=./packages/${name}`);
  const { status, stderr } = spawnSync(
    'npx',
    ['--yes', 'pnpm@12.21.0', '--recursive', ...filters, 'pack', '--pack-destination', FOLDER],
    { cwd: ROOT, encoding: 'utf8', shell: process.platform === 'win32' },
  );
  if (status !== 0) throw new Error(`Failed to pack: pnpm ended with ${status}.\n${stderr}`);
  return readdirSync(FOLDER).map((name) => join(FOLDER, name));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  installMissing({ all: true });
  await buildStale();
  const tarballs = pack();
  /** @param {string} name */
  const of = (name) => tarballs.filter((path) => basename(path).startsWith(`onevault-${name}`)).join(' ');
  stdout.write(`
  The tracker           npm install ${of('tracker')}
  The server            npm install ${of('server')}
  All and the test kit  npm install ${tarballs.join(' ')}

`);
}
