import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findA11yProblems } from '../../../examples/shared/findA11yProblems.ts';
import { createMockServer, type MockServer } from '../../../examples/shared/mockServer.ts';
import { type Browser, connectBrowser } from '../../../scripts/connectBrowser.ts';
import { openPage } from './openPage.ts';
import { HOSTILE, REJECTED, send, VISIT } from './seed.ts';

const PHONE = { width: 360, height: 740 };
const LAPTOP = { width: 1280, height: 800 };

let browser: Browser;
beforeAll(async () => {
  browser = await connectBrowser();
});
afterAll(() => browser?.close());

describe.each(['memory', 'pglite'] as const)('the pipeline (%s)', (engine) => {
  let server: MockServer;
  beforeAll(async () => {
    server = await createMockServer({ engine });
    // Else what is set aside is tried again after 10 s.
    server.clock.freeze();
    await send(server, [...VISIT, REJECTED, HOSTILE]);
    if (engine === 'memory') {
      server.faults.add({ fault: 'set_aside', first: 2 });
      await send(server, [
        { event_type: 'unlucky', event_data: {} },
        { event_type: '<b>unlucky', event_data: {} },
      ]);
    }
  });
  afterAll(() => server?.close());

  test.each(['light', 'dark'] as const)(
    'has no accessibility problem in %s colours, and fits a phone',
    async (colorScheme) => {
      for (const viewport of [PHONE, LAPTOP]) {
        const { page, complaints, close } = await openPage(browser, `${server.url}/pipeline`, {
          colorScheme,
          viewport,
        });
        for (const [path, ready] of [
          ['/pipeline', 'Events by hour'],
          ['/pipeline/stopped', 'event_type_blank'],
          ['/pipeline/keys', engine === 'memory' ? 'Not in memory' : 'No key in the database'],
          ['/pipeline/audit', engine === 'memory' ? 'Not in memory' : 'Nothing was done yet'],
        ] as const) {
          await page.goto(`${server.url}${path}`);
          await page.getByText(ready).first().waitFor();
          expect(await findA11yProblems(page), path).toEqual([]);
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(width, path).toBeLessThanOrEqual(viewport.width);
        }
        expect(complaints).toEqual([]);
        await close();
      }
    },
  );

  test('shows the four numbers, and processes by hand', async () => {
    const { page, complaints, close } = await openPage(browser, `${server.url}/pipeline`);
    const numbers = page.locator('.metrics').first();
    await numbers.getByText('Events stored').waitFor();
    expect(await numbers.locator('dd').allTextContents()).toEqual(
      engine === 'memory' ? ['8', '7', '5', '62.5%'] : ['6', '5', '5', '83.3%'],
    );
    await page.getByRole('button', { name: 'Process now' }).click();
    await page.getByText('No events were waiting').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test('stopped events say why, and hostile names are text', async () => {
    const { page, complaints, close } = await openPage(browser, `${server.url}/pipeline/stopped`);
    await page.getByText('event_type_blank').waitFor();
    if (engine === 'memory') {
      await page.getByText('processing_failed').waitFor();
      await page.getByText('<b>unlucky').waitFor();
    }
    await page.getByRole('link', { name: 'Show the newest' }).last().click();
    await page.getByText('event_type_blank').first().waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
