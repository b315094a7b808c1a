/**
 * Finds the proxies whose configuration the documents show, and installs them on request. As a program
 * (`node scripts/findProxies.mjs`) it installs missing ones and prints their paths.
 */
import { spawnSync } from 'node:child_process';
import { argv, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { installByApt } from './installByApt.mjs';

/** Debian keeps programs of an administrator out of the PATH of others. */
const PROXIES = {
  nginx: { places: ['nginx', '/usr/sbin/nginx', '/usr/local/sbin/nginx'], version: '-v' },
  caddy: { places: ['caddy'], version: 'version' },
};

/**
 * @param {keyof typeof PROXIES} name
 * @param {{ install?: boolean }} [options] `install` (default false): whether to install it if it is missing
 * @returns {string | null} its path, or null
 */
export function findProxy(name, { install = false } = {}) {
  const { places, version } = PROXIES[name];
  const find = () => places.find((path) => spawnSync(path, [version], { stdio: 'ignore' }).status === 0) ?? null;
  const found = find();
  if (found || !install) return found;
  installByApt(name, [name]);
  return find();
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const found = [findProxy('nginx', { install: true }), findProxy('caddy', { install: true })];
  for (const path of found) if (path) stdout.write(`${path}\n`);
  process.exitCode = found.every(Boolean) ? 0 : 1;
}
