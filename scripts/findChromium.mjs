/**
 * Finds a Chromium for the tests that need a real browser, and installs one if the machine has none. As a program
 * (`node scripts/findChromium.mjs`) it prints the path on stdout and its progress on stderr.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { argv, env, platform, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { INSTALL_TIMEOUT_MS, installByApt } from './installByApt.mjs';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'msedge'];

/** Browsers of desktop systems are not on PATH. */
const WELL_KNOWN_PATHS = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((folder) =>
    ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].flatMap((file) =>
      env[folder] ? [join(env[folder], file)] : [],
    ),
  ),
};

const PROBE_TIMEOUT_MS = 20_000;

/**
 * @param {{ install?: boolean }} [options] `install` (default true): whether to install one if there is none
 * @returns {Promise<string | null>} path of the executable; null if there is none and none can be installed
 */
export async function findChromium({ install = true } = {}) {
  const given = env.ONEVAULT_CHROMIUM;
  if (given) {
    if (existsSync(given)) return given;
    say(`ONEVAULT_CHROMIUM names ${given}, which does not exist; looking elsewhere`);
  }
  const existing = findOnPath() ?? findWellKnown() ?? (await findPlaywrightBuild());
  if (existing || !install) return existing;
  // Debian's package comes first: it has the shared libraries that Playwright's build lacks on a bare machine.
  installByApt('Chromium', ['chromium']);
  return findOnPath() ?? (await installByPlaywright());
}

function findOnPath() {
  for (const command of COMMANDS) {
    for (const folder of (env.PATH ?? '').split(delimiter)) {
      const path = join(folder, platform === 'win32' ? `${command}.exe` : command);
      if (existsSync(path) && runs(path)) return path;
    }
  }
  return null;
}

function findWellKnown() {
  const paths = platform === 'darwin' || platform === 'win32' ? WELL_KNOWN_PATHS[platform] : [];
  return paths.find((path) => existsSync(path)) ?? null;
}

async function findPlaywrightBuild() {
  try {
    const { chromium } = await import('playwright-core');
    const path = chromium.executablePath();
    return existsSync(path) && runs(path) ? path : null;
  } catch {
    return null;
  }
}

async function installByPlaywright() {
  say('no Chromium found; trying Playwright’s download');
  const cli = fileURLToPath(new URL('../node_modules/playwright-core/cli.js', import.meta.url));
  const { status } = spawnSync(process.execPath, [cli, 'install', 'chromium'], {
    stdio: ['ignore', 2, 2],
    timeout: INSTALL_TIMEOUT_MS,
  });
  if (status !== 0) say('Playwright’s download failed');
  return findPlaywrightBuild();
}

/**
 * Ubuntu's `chromium-browser` may be a stub that only asks for snap, and a build without its shared libraries does not
 * start either. On Windows Chrome would open a window instead of printing its version.
 * @param {string} path
 */
function runs(path) {
  if (platform === 'win32') return true;
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: PROBE_TIMEOUT_MS }).status === 0;
}

/** @param {string} message */
function say(message) {
  stderr.write(`[browser] ${message}\n`);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const path = await findChromium();
  if (path) stdout.write(`${path}\n`);
  else say('none can be had: install Chromium or Chrome, or set ONEVAULT_CHROMIUM to its path');
  process.exitCode = path ? 0 : 1;
}
