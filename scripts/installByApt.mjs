import { spawnSync } from 'node:child_process';
import { env, stderr } from 'node:process';

/** A slow download takes minutes; one that a firewall drops never ends. */
export const INSTALL_TIMEOUT_MS = 300_000;

/**
 * Installs Debian packages if no question is needed: as root, where apt-get exists.
 *
 * @param {string} what for the progress message: `Chromium`
 * @param {string[]} packages
 * @returns {boolean} whether apt-get succeeded
 */
export function installByApt(what, packages) {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || spawnSync('apt-get', ['--version']).status !== 0) return false;
  stderr.write(`[browser] no ${what} found; installing it with apt-get (a minute or two)\n`);
  const aptEnv = { ...env, DEBIAN_FRONTEND: 'noninteractive' };
  let isInstalled = false;
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    const { status } = spawnSync('apt-get', args, {
      env: aptEnv,
      stdio: ['ignore', 2, 2],
      timeout: INSTALL_TIMEOUT_MS,
    });
    isInstalled = status === 0;
    if (!isInstalled) stderr.write(`[browser] apt-get ${args[0]} failed\n`);
  }
  return isInstalled;
}
