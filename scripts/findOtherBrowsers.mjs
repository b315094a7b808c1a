/**
 * Finds Firefox and WebKit for the journeys in all three engines, and installs them on request. As a program
 * (`node scripts/findOtherBrowsers.mjs`) it installs missing ones and prints the paths.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { argv, env, platform, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { installByApt } from './installByApt.mjs';

/** How to install each, for the message about a skipped journey. */
export const FIREFOX_HINT =
  'Debian and Ubuntu: `apt-get install firefox-esr`; elsewhere install Firefox, or set ONEVAULT_FIREFOX to its path.';
export const WEBKIT_HINT =
  'Debian and Ubuntu: `apt-get install webkit2gtk-driver xvfb`; elsewhere set ONEVAULT_WEBKIT to the path of a WebKitWebDriver.';

const FIREFOX_COMMANDS = ['firefox-esr', 'firefox'];
const FIREFOX_PATHS = {
  darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)'].flatMap((folder) =>
    env[folder] ? [join(env[folder], 'Mozilla Firefox\\firefox.exe')] : [],
  ),
};
const PROBE_TIMEOUT_MS = 20_000;

/**
 * @param {{ install?: boolean }} [options] `install` (default false): whether to install one if there is none
 * @returns {string | null} path of the executable, or null
 */
export function findFirefox({ install = false } = {}) {
  const find = () =>
    givenIn('ONEVAULT_FIREFOX') ??
    // Ubuntu's `firefox` may be a stub that only asks for snap.
    findOnPath(FIREFOX_COMMANDS, (path) => spawnStatus(path, ['--version']) === 0) ??
    (platform === 'darwin' || platform === 'win32' ? FIREFOX_PATHS[platform].find((path) => existsSync(path)) : null) ??
    null;
  const found = find();
  if (found || !install) return found;
  installByApt('Firefox', ['firefox-esr']);
  return find();
}

/**
 * WebKit's driver starts the browser that it was built with. That browser needs a screen, so a driver without Xvfb
 * counts as missing (it would hang).
 *
 * @param {{ install?: boolean }} [options] `install` (default false): whether to install one if there is none
 * @returns {string | null} path of WebKitWebDriver, or null
 */
export function findWebKit({ install = false } = {}) {
  const find = () =>
    findOnPath(['Xvfb']) ? (givenIn('ONEVAULT_WEBKIT') ?? findOnPath(['WebKitWebDriver']) ?? null) : null;
  const found = find();
  if (found || !install) return found;
  installByApt('WebKit', ['webkit2gtk-driver', 'xvfb']);
  return find();
}

/** @param {string} variable */
function givenIn(variable) {
  const path = env[variable];
  if (!path) return undefined;
  if (existsSync(path)) return path;
  say(`${variable} names ${path}, which does not exist; looking elsewhere`);
  return undefined;
}

/**
 * @param {string[]} commands
 * @param {(path: string) => boolean} [isGood]
 */
function findOnPath(commands, isGood = () => true) {
  for (const command of commands) {
    for (const folder of (env.PATH ?? '').split(delimiter)) {
      const path = join(folder, command);
      if (existsSync(path) && isGood(path)) return path;
    }
  }
  return undefined;
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function spawnStatus(command, args) {
  return spawnSync(command, args, { stdio: 'ignore', timeout: PROBE_TIMEOUT_MS }).status;
}

/** @param {string} message */
function say(message) {
  stderr.write(`[browser] ${message}\n`);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const found = [findFirefox({ install: true }), findWebKit({ install: true })];
  for (const path of found) if (path) stdout.write(`${path}\n`);
  if (!found[0]) say(`no Firefox can be had. ${FIREFOX_HINT}`);
  if (!found[1]) say(`no WebKit can be had. ${WEBKIT_HINT}`);
  process.exitCode = found.every(Boolean) ? 0 : 1;
}
