import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { failed } from '@onevault/server/internal/cli/readFlags';
import { StartError } from '@onevault/server/internal/cli/startError';
import type { Browser, BrowserType, LaunchOptions } from 'playwright-core';
import { loadPeer } from '../connect/loadPeer.ts';

export interface OpenBrowserOptions {
  /** The command that needs it, for messages. */
  command: string;
  /** The path of a Chromium; null: one that is installed. */
  executable: string | null;
  isHeaded: boolean;
  /** Ctrl-C is the caller's. Default: it closes the browser and ends the process. */
  keepsOnSignal?: boolean;
}

/** Debian's and Ubuntu's packages; Playwright finds the browsers of vendors itself. */
const COMMANDS = ['chromium', 'chromium-browser'];
const CHANNELS = ['chrome', 'msedge'];

/**
 * Opens a Chromium with playwright-core, or the one inside @playwright/test: the given one, else Playwright's own
 * build, else one that the machine has.
 *
 * @throws StartError if there is no browser, or no package to drive it.
 */
export async function openBrowser(options: OpenBrowserOptions): Promise<Browser> {
  const { command, executable, isHeaded, keepsOnSignal = false } = options;
  const { chromium } = await loadPeer(command, 'playwright-core', () =>
    import('playwright-core').catch(() => import('@playwright/test')),
  );
  if (executable !== null && !existsSync(executable)) {
    throw failed('--browser', `${executable} does not exist`, '--browser <path of a Chromium>');
  }
  const executablePath = executable ?? [chromium.executablePath(), ...onPath()].find((path) => existsSync(path));
  const launch = { headless: !isHeaded, handleSIGINT: !keepsOnSignal, handleSIGTERM: !keepsOnSignal };
  if (executablePath !== undefined) return chromium.launch({ executablePath, ...launch });
  return openChannel(chromium, launch);
}

async function openChannel(chromium: BrowserType, options: LaunchOptions): Promise<Browser> {
  for (const channel of CHANNELS) {
    const browser = await chromium.launch({ channel, ...options }).catch(() => null);
    if (browser) return browser;
  }
  throw new StartError(
    '[OneVault] Failed to open a browser: there is no Chromium, Chrome or Edge. Try npx playwright-core install chromium, or --browser <path>.',
  );
}

function onPath(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
}
