import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { BROWSER_FLAGS } from '../../../../../scripts/browserFlags.ts';
import type { BrowserContext, Page } from '../../../../../scripts/connectBrowser.ts';
import { findChromium } from '../../../../../scripts/findChromium.mjs';

export interface PlainOptions {
  /** What it opens first. */
  url?: string;
  /** Folder of an extension that is installed. */
  extension?: string;
  /** The visitor has blocked all cookies, which makes the very access to `localStorage` throw. */
  blocksStorage?: boolean;
}

export interface Plain {
  /**
   * For clicking and looking. Until then nobody is connected, which matters to pages that are rendered ahead: with
   * somebody connected they wait for him.
   */
  connect(): Promise<Connection>;
  close(): Promise<void>;
}

export interface Connection {
  context: BrowserContext;
  /** A tab that is opened behind the others, as by a click with the middle button. */
  openBehind(url: string): Promise<Page>;
}

/**
 * A Chromium as a visitor has it. What Playwright starts holds every page in focus and in sight, has no back/forward
 * cache and no extensions; it is only connected to this one. It is a process of its own, apart from the Chromium that the
 * journeys share: settings, extensions and which tab is in front belong to a whole browser.
 */
export async function launchPlain({
  url = 'about:blank',
  extension,
  blocksStorage,
}: PlainOptions = {}): Promise<Plain> {
  const executablePath = await findChromium({ install: false });
  if (!executablePath) throw new Error('Failed to start a browser: no Chromium. Run `node scripts/findChromium.mjs`.');
  const profile = mkdtempSync(join(tmpdir(), 'onevault-profile-'));
  if (blocksStorage) {
    mkdirSync(join(profile, 'Default'));
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  }
  const flags = [
    ...BROWSER_FLAGS,
    '--headless',
    '--no-sandbox',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
  ];
  // Chrome, unlike Chromium, takes them from the command line no more unless told to.
  if (extension)
    flags.push(`--load-extension=${extension}`, '--disable-features=DisableLoadExtensionCommandLineSwitch');
  const child = spawn(executablePath, [...flags, url], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Failed to start a browser: it ended with ${code}.`)));
    createInterface(child.stderr).on('line', (line) => {
      const [, found] = /^DevTools listening on (.*)$/.exec(line) ?? [];
      if (found) resolve(found);
    });
  });
  return {
    async connect() {
      const browser = await chromium.connectOverCDP(endpoint, { noDefaults: true });
      const [context] = browser.contexts();
      if (!context) throw new Error('Failed to connect to a browser: it has no profile.');
      const session = await browser.newBrowserCDPSession();
      return {
        context,
        async openBehind(behind) {
          const [page] = await Promise.all([
            context.waitForEvent('page'),
            session.send('Target.createTarget', { url: behind, background: true }),
          ]);
          await page.waitForLoadState();
          return page;
        },
      };
    },
    async close() {
      child.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
