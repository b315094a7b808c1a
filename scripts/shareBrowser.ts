import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { BROWSER_FLAGS } from './browserFlags.ts';
import { findChromium } from './findChromium.mjs';

/**
 * Vitest's global setup of the journeys: one Chromium for all test files, which `connectBrowser` connects to. Starting
 * one takes longer than most tests; a context has storage, cookies, cache and connections of its own anyway.
 */
export default async function shareBrowser(project: TestProject): Promise<() => Promise<void>> {
  const executablePath = await findChromium({ install: false });
  if (!executablePath) {
    project.provide('chromiumUrl', '');
    return async () => {};
  }
  const server = await chromium.launchServer({
    executablePath,
    args: BROWSER_FLAGS,
    // Chromium refuses its sandbox to root, which is what a container usually is; the pages are our own.
    chromiumSandbox: false,
    // As visitors have it; Playwright turns it off.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  project.provide('chromiumUrl', server.wsEndpoint());
  return () => server.close();
}
