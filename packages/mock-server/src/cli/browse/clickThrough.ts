import type { BrowserContext, Page } from 'playwright-core';
import { createQuiet } from './createQuiet.ts';
import { type Clickable, listClickables } from './listClickables.ts';

export interface ClickThroughOptions {
  /** The first page. Only pages of its origin are opened. */
  url: string;
  maxPages: number;
  maxClicks: number;
  /** Clicked first on every page where it is, such as the "Accept" of a consent banner. */
  consent: string | null;
  /** Also clicks what says that it deletes, cancels or signs out. */
  allowWrites: boolean;
}

/** What was done at one moment. */
export interface Step {
  atMs: number;
  /** The address of the page on which it was done. */
  page: string;
  /** `open`, or what was clicked: `button "Buy"`. */
  action: string;
}

export interface Walk {
  pages: string[];
  steps: Step[];
  /** What could not be clicked, and what was left alone. */
  skipped: string[];
  /** Exceptions that no script of the page caught. */
  errors: string[];
}

const OPEN_TIMEOUT_MS = 30_000;
/** What something covers, such as a dialog, cannot be clicked. */
const CLICK_TIMEOUT_MS = 1_500;
const DESTRUCTIVE = /\b(log\s?-?out|sign\s?-?out|delete|remove|cancel|unsubscribe|deactivate)\b/i;

/**
 * Opens a site in a browser and clicks each link and button of it once, page by page, until nothing is left or a bound
 * is reached.
 *
 * @throws Error if the first page cannot be opened.
 */
export async function clickThrough(context: BrowserContext, options: ClickThroughOptions): Promise<Walk> {
  const { url, maxPages, maxClicks, consent, allowWrites } = options;
  const { origin } = new URL(url);
  const walk: Walk = { pages: [], steps: [], skipped: [], errors: [] };
  const queue = [url];
  const known = new Set([toPageKey(url)]);
  const clicked = new Set<string>();
  let clicks = 0;
  const page = await context.newPage();
  const quiet = createQuiet(page);
  page.on('pageerror', (error) => walk.errors.push(error.message));
  // A link with a target opens another page, which tracks its view and has done its part.
  context.on('page', (opened) => void closeLater(opened));

  while (walk.pages.length < maxPages) {
    const next = queue.shift();
    if (next === undefined) break;
    const isOpen = await open(next);
    if (!isOpen) continue;
    walk.pages.push(next);
    while (clicks < maxClicks) {
      // A router may change the address some time after the click.
      if (toPageKey(page.url()) !== toPageKey(next)) {
        enqueue(page.url());
        if (!(await open(next))) break;
      }
      const target = (await list()).find(({ key }) => !clicked.has(key));
      if (!target) break;
      clicked.add(target.key);
      if (!allowWrites && DESTRUCTIVE.test(`${target.text} ${target.href}`)) {
        walk.skipped.push(`${describe(target)}: its name says that it ends or deletes something`);
        continue;
      }
      clicks += 1;
      if (target.href !== '') enqueue(target.href);
      await click(target, next);
    }
    enqueue(page.url());
  }
  // A page that goes sends what it still has.
  await page.goto('about:blank');
  await quiet();
  return walk;

  async function open(address: string): Promise<boolean> {
    note(address, 'open');
    try {
      await page.goto(address, { waitUntil: 'load', timeout: OPEN_TIMEOUT_MS });
    } catch (error) {
      if (walk.pages.length === 0) throw error;
      walk.skipped.push(`${address}: ${firstLine(error)}`);
      return false;
    }
    await quiet();
    if (consent !== null) {
      const button = page.locator(consent).first();
      if (await button.isVisible()) {
        note(address, `click ${consent}`);
        await button.click({ timeout: CLICK_TIMEOUT_MS }).catch(() => {});
        await quiet();
      }
    }
    return true;
  }

  /** A page that is just being replaced cannot be asked. */
  async function list(): Promise<Clickable[]> {
    return listClickables(page).catch(async () => {
      await quiet();
      return listClickables(page).catch(() => []);
    });
  }

  async function click(target: Clickable, address: string): Promise<void> {
    note(address, describe(target));
    try {
      await page.locator(`[data-onevault-verify="${target.mark}"]`).click({ timeout: CLICK_TIMEOUT_MS });
    } catch (error) {
      walk.skipped.push(`${describe(target)} on ${address}: ${firstLine(error)}`);
      return;
    }
    await quiet();
  }

  function note(address: string, action: string): void {
    walk.steps.push({ atMs: Date.now(), page: address, action });
  }

  function enqueue(address: string): void {
    const key = toPageKey(address);
    if (known.has(key) || !address.startsWith(`${origin}/`)) return;
    known.add(key);
    queue.push(address);
  }
}

/** The page without its fragment: that is a place on it. */
function toPageKey(address: string): string {
  return address.split('#')[0] ?? address;
}

function describe({ kind, text }: Clickable): string {
  return `${kind} "${text}"`;
}

async function closeLater(opened: Page): Promise<void> {
  await createQuiet(opened)();
  await opened.close().catch(() => {});
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
