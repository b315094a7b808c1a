import { writeFile } from 'node:fs/promises';
import type { Command } from '@onevault/server/internal/cli/command';
import { failed, readFlags, readInteger } from '@onevault/server/internal/cli/readFlags';
import { StartError } from '@onevault/server/internal/cli/startError';
import { loadPlan } from '../../plan/loadPlan.ts';
import { openBrowser } from '../browse/openBrowser.ts';
import { readUrl } from '../connect/readConnection.ts';
import { toStartError } from '../toStartError.ts';
import { renderAnnotations } from './renderAnnotations.ts';
import { renderHtml } from './renderHtml.ts';
import { renderJunit } from './renderJunit.ts';
import { renderText } from './renderText.ts';
import { verifySite } from './verifySite.ts';

const HELP = `onevault-mock-server verify: opens a site in a browser, clicks through it, and says what it tracked

  onevault-mock-server verify --url <page> [--plan <file>] [--junit <file>] [--html <file>]

  --url <page>          Where to begin. Only pages of the same origin are opened
  --plan <file>         A tracking plan. Default: none; then only doubled, rejected and lost events are found
  --max-pages <number>  Default 10
  --max-clicks <number> Default 60
  --consent <selector>  Clicked first on each page, such as the button "Accept" of a banner
  --allow-writes        Lets requests that write (POST, PUT, DELETE) reach the site, and clicks what says that it deletes
                        or signs out. Default: such requests are stopped, so that no form changes anything
  --browser <path>      A Chromium. Default ONEVAULT_CHROMIUM, else the one of Playwright, else one of this machine
  --headed              Shows the browser
  --junit <file>        Writes the outcome as JUnit XML
  --html <file>         Writes the outcome as a page
  --json                Prints the outcome as JSON
  --help

The site's trackers send to a server of this command, whatever they are configured with: nothing reaches the real one.
Exits with 1 if a planned event did not fire, or one was doubled, rejected or lost. In GitHub Actions each problem is an
annotation. Needs the package playwright-core, or @playwright/test.
`;

const FLAGS = {
  url: { type: 'string' },
  plan: { type: 'string' },
  'max-pages': { type: 'string' },
  'max-clicks': { type: 'string' },
  consent: { type: 'string' },
  'allow-writes': { type: 'boolean' },
  browser: { type: 'string' },
  headed: { type: 'boolean' },
  junit: { type: 'string' },
  html: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const MAX_PAGES = 1_000;
const MAX_CLICKS = 10_000;

/** `verify`: exits with 1 if the site does not track as planned. */
export const runVerify: Command = async (args, env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  if (flags.url === undefined) throw failed('--url', 'it is missing', '--url http://localhost:3000');
  const options = {
    url: new URL(readUrl('--url', flags.url)).href,
    plan: flags.plan === undefined ? null : await loadPlan(flags.plan).catch(toStartError),
    maxPages: readInteger('--max-pages', flags['max-pages'] ?? '10', MAX_PAGES),
    maxClicks: readInteger('--max-clicks', flags['max-clicks'] ?? '60', MAX_CLICKS),
    consent: flags.consent ?? null,
    allowWrites: flags['allow-writes'] ?? false,
  };
  const browser = await openBrowser({
    command: 'verify',
    executable: flags.browser ?? env.ONEVAULT_CHROMIUM ?? null,
    isHeaded: flags.headed ?? false,
  });
  const report = await verifySite(browser, options)
    .catch((error: unknown) => {
      const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      throw new StartError(`[OneVault] Failed to open ${options.url}: ${reason}. Try --url with a page that runs.`);
    })
    .finally(() => browser.close());

  terminal.print(flags.json ? JSON.stringify(report, null, 2) : renderText(report));
  if (flags.junit !== undefined) await writeFile(flags.junit, renderJunit(report));
  if (flags.html !== undefined) await writeFile(flags.html, renderHtml(report));
  if (report.isOk) return;
  if (env.GITHUB_ACTIONS === 'true' && !flags.json) terminal.print(renderAnnotations(report));
  const wrong = report.checks.filter(({ isOk }) => !isOk).map(({ name }) => name);
  throw new StartError(
    `[OneVault] Failed to verify ${options.url}: not true that ${wrong.join(', that ')}. Try the event in onevault-mock-server tail.`,
  );
};
