import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMockServer, type MockServer } from '../../../../../../examples/shared/mockServer.ts';
import { skipUnless } from '../../../../../../scripts/skipUnless.ts';
import { CONTEXT_CASES, type FieldCase, WIRE_CASES } from '../fieldCases.ts';
import { readStored, toStory } from '../readStored.ts';
import { type Pages, startPages } from '../startPages.ts';
import { toFieldPage } from '../toFieldPage.ts';
import type { BrowserUnderTest } from './describeBrowser.ts';
import type { DrivenBrowser, DrivenTab, DrivenVisitor } from './drivenBrowser.ts';

const LISTEN = 'window.pageErrors = []; addEventListener("error", ({ message }) => void pageErrors.push(message));';

/** Without a window manager WebKitGTK takes each of its tabs for a hidden one, whose view waits until it is seen. */
const SHOW = "Object.defineProperty(document, 'visibilityState', { get: () => 'visible' });";

/** The field cases that need no tools of Chromium, in another browser, where the machine has it. */
export function describeFieldCases({ engine, path, launch, hint }: BrowserUnderTest): void {
  describe(engine, skipUnless(path, `no ${engine} on this machine. ${hint}`), () => {
    const isWebKit = engine === 'WebKit';
    let html = '';
    let browser: DrivenBrowser;
    let visitor: DrivenVisitor;
    let tab: DrivenTab;
    let server: MockServer;
    let pages: Pages;
    beforeAll(async () => {
      [server, pages] = await Promise.all([createMockServer(), startPages((to) => (to === '/' ? html : ''))]);
      browser = await launch(String(path));
      // One for all, with one tab: each case has a customer and a document of its own, and a tab takes longer than those.
      visitor = await browser.newVisitor();
      tab = await visitor.openTab(`${pages.url}/empty`);
    });
    afterAll(async () => {
      await visitor?.close();
      await browser?.close();
      await Promise.all([pages?.close(), server?.close()]);
    });

    const run = async ({ before = '', after = '', body = '', act, story, also }: FieldCase): Promise<void> => {
      const response = await fetch(`${server.url}/mock/customers`, { method: 'POST' });
      const { customer_id, write_token } = (await response.json()) as Record<string, string>;
      const customerId = String(customer_id);
      const options = JSON.stringify({ apiBaseUrl: server.url, customerId, apiToken: write_token });
      html = toFieldPage({
        before: `<script>${LISTEN}${isWebKit ? SHOW : ''}</script><script>${before}</script>`,
        after: `<script>${after}</script>`,
        body,
      }).replaceAll('OPTIONS', options);
      await tab.goto(`${pages.url}/`);
      // WebKit's driver itself needs what these pages have taken away.
      const click: DrivenTab['click'] = (selector) =>
        tab.run((to) => document.querySelector<HTMLElement>(to)?.click(), selector);
      await act?.(isWebKit ? { run: tab.run, click } : tab);
      const read = () => readStored(server, customerId);
      await expect.poll(async () => (await read()).length).toBeGreaterThanOrEqual(story.length);
      // As a text: some of these pages have changed how objects are written.
      const rest = await tab.run(() => window.tracker.flush().then(({ queued, dropped }) => `${queued} ${dropped}`));
      expect(rest).toBe('0 0');
      const events = await read();
      expect(toStory(events)).toEqual(story);
      also?.(events);
      expect(await tab.run(() => (window as unknown as { pageErrors: string[] }).pageErrors.join())).toBe('');
    };

    const canRun = ({ hidesBuiltIns }: FieldCase): boolean => !(isWebKit && hidesBuiltIns);
    test.each(CONTEXT_CASES.filter(canRun))('context: $name', run);
    test.each(WIRE_CASES.filter(canRun))('wire: $name', run);
  });
}
