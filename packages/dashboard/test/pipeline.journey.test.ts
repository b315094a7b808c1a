import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findA11yProblems } from '../../../examples/shared/findA11yProblems.ts';
import type { MockServer } from '../../../examples/shared/mockServer.ts';
import { type Browser, connectBrowser } from '../../../scripts/connectBrowser.ts';
import { createPageServer, DATABASES, ENGINES, type PageServer } from './createPageServer.ts';
import { LOOKS } from './looks.ts';
import { follow, openPage } from './openPage.ts';
import { HOSTILE, REJECTED, send, UNLUCKY, VISIT } from './seed.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await connectBrowser();
});
afterAll(() => browser?.close());

describe.each(ENGINES)('the pipeline (%s)', (engine) => {
  let opened: PageServer;
  let server: MockServer;
  beforeAll(async () => {
    opened = await createPageServer(engine);
    server = opened.server;
    await send(server, [...VISIT, REJECTED, HOSTILE]);
    await opened.setAside([UNLUCKY, { ...UNLUCKY, event_type: '<b>unlucky' }]);
  });
  afterAll(() => opened?.close());

  test.each(LOOKS[engine])(
    'has no accessibility problem in %s colours, and fits a window of %o',
    async (colorScheme, viewport) => {
      const { page, complaints, close } = await openPage(browser, `${server.url}/pipeline`, { colorScheme, viewport });
      for (const [path, ready] of [
        ['/pipeline', 'Events by hour'],
        ['/pipeline/stopped', 'event_type_blank'],
        ['/pipeline/keys', engine === 'memory' ? 'Not in memory' : 'No key in the database'],
        ['/pipeline/audit', engine === 'memory' ? 'Not in memory' : 'Nothing was done yet'],
      ] as const) {
        await follow(page, path);
        await page.getByText(ready).first().waitFor();
        expect(await findA11yProblems(page), path).toEqual([]);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width, path).toBeLessThanOrEqual(viewport.width);
      }
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test('shows the four numbers, and processes by hand', async () => {
    const { page, complaints, close } = await openPage(browser, `${server.url}/pipeline`);
    const numbers = page.locator('.metrics').first();
    await numbers.getByText('Events stored').waitFor();
    expect(await numbers.locator('dd').allTextContents()).toEqual(['8', '7', '5', '62.5%']);
    await page.getByRole('button', { name: 'Process now' }).click();
    await page.getByText('No events were waiting').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test('stopped events say why, and hostile names are text', async () => {
    const { page, complaints, close } = await openPage(browser, `${server.url}/pipeline/stopped`);
    await page.getByText('event_type_blank').waitFor();
    await page.getByText('processing_failed').waitFor();
    await page.getByText('<b>unlucky').waitFor();
    await page.getByRole('link', { name: 'Show the newest' }).last().click();
    await page.getByText('event_type_blank').first().waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});

describe.each(DATABASES)('an operator (%s)', (engine) => {
  let opened: PageServer;
  let server: MockServer;
  beforeAll(async () => {
    opened = await createPageServer(engine);
    server = opened.server;
    await send(server, VISIT);
    await opened.setAside([UNLUCKY]);
  });
  afterAll(() => opened?.close());

  test('tries set-aside events again after the cause is gone, and sees the outcome', async () => {
    const { page, complaints, close } = await openPage(browser, `${server.url}/pipeline/stopped`);
    await page.getByText('processing_failed').waitFor();
    await opened.heal();
    await page.getByRole('button', { name: /^Try again … processing_failed/ }).click();
    await page.locator('dialog[open]').getByText('Try 1 event again?').waitFor();
    expect(await findA11yProblems(page)).toEqual([]);
    await page.locator('dialog[open]').getByRole('button', { name: 'Try 1 event again' }).click();
    await page.getByText('All of them reached business.').waitFor();
    await page.getByText('Nothing has stopped').waitFor();
    expect(await findA11yProblems(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test('changes the retention after a count of what that deletes, and the audit says so', async () => {
    const at = new Date(Date.now() - 20 * 86_400_000).toISOString();
    const old = { event_type: 'page_view', event_data: { session_id: 'sess_old', timestamp: at } };
    await send(server, [old, old]);
    const { page, complaints, close } = await openPage(browser, `${server.url}/pipeline`);
    const change = page.getByRole('button', { name: 'Change …' });
    await page.getByText('365 days').waitFor();
    expect(await change.isDisabled()).toBe(true);
    await page.getByLabel('Days to keep').fill('0');
    expect(await change.isDisabled()).toBe(true);
    await page.getByLabel('Days to keep').fill('400');
    await change.click();
    await page.getByText('Nothing is older').waitFor();
    await page.locator('dialog[open]').getByRole('button', { name: 'Cancel' }).click();

    await page.getByLabel('Days to keep').fill('10');
    await change.click();
    const dialog = page.locator('dialog[open]');
    await dialog.getByText('Workers delete this within minutes').waitFor();
    expect(await dialog.locator('dd').allTextContents()).toEqual(['0', '2', '1', '0']);
    expect(await findA11yProblems(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Keep 10 days' }).click();
    await page.getByText('Events are kept for 10 days now').waitFor();
    await page.getByText('10 days', { exact: true }).waitFor();
    expect((await server.engine.findCustomer('demo'))?.dataRetentionDays).toBe(10);
    expect(await findA11yProblems(page)).toEqual([]);
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByText('from_days: 365').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
