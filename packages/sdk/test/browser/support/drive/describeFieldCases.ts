import { createMockServer, type MockServer } from '@onevault/mock-server/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipUnless } from '../../../../../../scripts/skipUnless.ts';
import { CONTEXT_CASES, type FieldCase, WIRE_CASES } from '../fieldCases.ts';
import { readStored, toStory } from '../readStored.ts';
import { type Pages, startPages } from '../startPages.ts';
import { toFieldPage } from '../toFieldPage.ts';
import type { BrowserUnderTest } from './describeBrowser.ts';
import type { DrivenBrowser } from './drivenBrowser.ts';

const LISTEN = 'window.pageErrors = []; addEventListener("error", ({ message }) => void pageErrors.push(message));';

/** The field cases that need no tools of Chromium, in another browser, where the machine has it. */
export function describeFieldCases({ engine, path, launch, hint }: BrowserUnderTest): void {
  describe(engine, skipUnless(path, `no ${engine} on this machine. ${hint}`), () => {
    let html = '';
    let browser: DrivenBrowser;
    let server: MockServer;
    let pages: Pages;
    beforeAll(async () => {
      [server, pages] = await Promise.all([createMockServer(), startPages((to) => (to === '/' ? html : ''))]);
      browser = await launch(String(path));
    });
    afterAll(async () => {
      await browser?.close();
      await Promise.all([pages?.close(), server?.close()]);
    });

    const run = async ({ before = '', after = '', body = '', act, story, also }: FieldCase): Promise<void> => {
      const response = await fetch(`${server.url}/mock/customers`, { method: 'POST' });
      const { customer_id, write_token } = (await response.json()) as Record<string, string>;
      const customerId = String(customer_id);
      const options = JSON.stringify({ apiBaseUrl: server.url, customerId, apiToken: write_token });
      html = toFieldPage({
        before: `<script>${LISTEN}</script><script>${before}</script>`,
        after: `<script>${after}</script>`,
        body,
      }).replaceAll('OPTIONS', options);
      const visitor = await browser.newVisitor();
      try {
        const tab = await visitor.openTab(`${pages.url}/`);
        await act?.(tab);
        const read = () => readStored(server, customerId);
        await expect.poll(async () => (await read()).length).toBeGreaterThanOrEqual(story.length);
        const { queued, dropped } = await tab.run(() => window.tracker.flush());
        expect({ queued, dropped }).toEqual({ queued: 0, dropped: 0 });
        const events = await read();
        expect(toStory(events)).toEqual(story);
        also?.(events);
        expect(await tab.run(() => (window as unknown as { pageErrors: string[] }).pageErrors)).toEqual([]);
      } finally {
        await visitor.close();
      }
    };

    test.each(CONTEXT_CASES)('context: $name', run);
    test.each(WIRE_CASES)('wire: $name', run);
  });
}
