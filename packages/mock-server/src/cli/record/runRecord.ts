import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Command } from '@onevault/server/internal/cli/command';
import { failed, readFlags } from '@onevault/server/internal/cli/readFlags';
import { StartError } from '@onevault/server/internal/cli/startError';
import { openBrowser } from '../browse/openBrowser.ts';
import { readUrl } from '../connect/readConnection.ts';
import { formatEvent } from '../tail/formatEvent.ts';
import { recordSession } from './recordSession.ts';

const HELP = `onevault-mock-server record: opens a site in a browser and writes a test of what it tracks while you use it

  onevault-mock-server record --url <page> [--out <file>]

  --url <page>          The page to begin with
  --out <file>          The test to write. Default recorded.test.ts
  --force               Overwrites the file
  --browser <path>      A Chromium. Default ONEVAULT_CHROMIUM, else the one of Playwright, else one of this machine
  --headless            Opens no window. Ctrl-C ends it
  --help

Use the site, then close its pages (or press Ctrl-C here). The site's trackers send to a server of this command, whatever
they are configured with: nothing reaches the real one. The test sends the same events and expects them in the same order;
put in place of its calls what your page does. Needs the package playwright-core, or @playwright/test.
`;

const FLAGS = {
  url: { type: 'string' },
  out: { type: 'string' },
  force: { type: 'boolean' },
  browser: { type: 'string' },
  headless: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `record`: writes a test once the pages are closed. */
export const runRecord: Command = async (args, env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  if (flags.url === undefined) throw failed('--url', 'it is missing', '--url http://localhost:3000');
  const url = new URL(readUrl('--url', flags.url)).href;
  const out = flags.out ?? 'recorded.test.ts';
  if (existsSync(out) && !flags.force) throw failed('--out', `${out} exists`, '--force, or another --out');

  const browser = await openBrowser({
    command: 'record',
    executable: flags.browser ?? env.ONEVAULT_CHROMIUM ?? null,
    isHeaded: !flags.headless,
    keepsOnSignal: true,
  });
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
  terminal.error(`Recording ${url}. Close the page when you are done.`);
  const isColored = process.stdout.isTTY === true && process.stdout.hasColors();
  const { test, count } = await recordSession(browser, {
    url,
    signal: stop.signal,
    onEvent: (event) => terminal.print(formatEvent(event, { isColored })),
  })
    .catch((error: unknown) => {
      const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      throw new StartError(`[OneVault] Failed to open ${url}: ${reason}. Try --url with a page that runs.`);
    })
    .finally(() => browser.close());
  if (test === null) {
    throw new StartError(
      `[OneVault] Failed to record ${url}: nothing was tracked. Try a page with a tracker, and consent if it asks for it.`,
    );
  }
  await writeFile(out, test);
  terminal.error(`Wrote ${out}: ${count} events.`);
};
