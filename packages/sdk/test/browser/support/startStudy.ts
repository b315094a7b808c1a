import { expect } from 'vitest';
import { createMockServer, type MockServer } from '../../../../../examples/shared/mockServer.ts';
import { type Browser, type BrowserContext, connectBrowser, type Page } from '../../../../../scripts/connectBrowser.ts';
import { createNewTabs, createTabsOf, type Tabs } from './createTabs.ts';
import { readStored, type Stored, toStory } from './readStored.ts';
import { type Answer, startPages } from './startPages.ts';

export interface Study {
  server: MockServer;
  browser: Browser;
  url: string;
  /** A new customer and visitor, and a page that is open at `path`; in a context or tab of the test's own if given. */
  visit(path: string, given?: BrowserContext | Tabs): Promise<StudyVisit>;
  close(): Promise<void>;
}

export interface StudyVisit {
  context: BrowserContext;
  page: Page;
  /** What the tracker was made with. */
  options: string;
  /** Evaluates in the page without any of its built-ins, which the page may have replaced. */
  run(expression: string): Promise<unknown>;
  /** What the page reported as an error. */
  errors: string[];
  /** What was stored, in order, once there are `count` or more; without what depends on how fast a robot reads. */
  events(count: number): Promise<Stored[]>;
  /** The same in short: the type, and what it is about. */
  story(count: number): Promise<string[]>;
  /** Everything that left the browser or is stored, as one text: for what must not be in it. */
  everything(): Promise<string>;
  close(): Promise<void>;
}

/** More than the 20 s after which the SDK gives up a request that hangs, and sends it again. */
const ARRIVAL_TIMEOUT_MS = 45_000;

/**
 * Pages of a test's own, tracked by the script tag, with the server in the test's process. In a page, `OPTIONS` stands
 * for the tracker's options.
 */
export async function startStudy(answer: (path: string) => Answer | undefined): Promise<Study> {
  let options = '{}';
  const fill = (text: string): string => text.replaceAll('OPTIONS', options);
  const [server, browser, pages] = await Promise.all([
    createMockServer(),
    connectBrowser(),
    startPages((path) => {
      if (path === '/favicon.ico') return '';
      const found = answer(path);
      return typeof found === 'object' ? { ...found, body: fill(found.body) } : found && fill(found);
    }),
  ]);
  return {
    server,
    browser,
    url: pages.url,
    async visit(path, given) {
      const response = await fetch(`${server.url}/mock/customers`, { method: 'POST' });
      const { customer_id, write_token } = (await response.json()) as Record<string, string>;
      const customerId = String(customer_id);
      options = JSON.stringify({ apiBaseUrl: server.url, customerId, apiToken: write_token });
      const tabs = !given ? createNewTabs(browser) : 'take' in given ? given : createTabsOf(given);
      const page = await tabs.take();
      const context = page.context();
      let closed: Promise<void> | undefined;
      const errors: string[] = [];
      const sent: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      page.on('request', (request) => {
        if (request.url().startsWith(server.url)) sent.push(request.url(), request.postData() ?? '');
      });
      await page.goto(pages.url + path);
      const devTools = await context.newCDPSession(page);
      const run: StudyVisit['run'] = async (expression) => {
        const { result, exceptionDetails } = await devTools.send('Runtime.evaluate', {
          expression,
          awaitPromise: true,
          returnByValue: true,
        });
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result.value;
      };
      const read = () => readStored(server, customerId);
      const events: StudyVisit['events'] = async (count) => {
        await expect
          .poll(async () => (await read()).length, { timeout: ARRIVAL_TIMEOUT_MS, interval: 50 })
          .toBeGreaterThanOrEqual(count);
        // What is too much should be seen too.
        await run('window.tracker?.flush()');
        return read();
      };
      return {
        context,
        page,
        run,
        options,
        errors,
        events,
        async story(count) {
          return toStory(await events(count));
        },
        async everything() {
          return JSON.stringify([sent, await server.engine.stagedEvents(customerId, { limit: 1_000 })]);
        },
        close: () => {
          closed ??= tabs.giveBack(page);
          return closed;
        },
      };
    },
    async close() {
      await browser.close();
      await Promise.all([pages.close(), server.close()]);
    },
  };
}
