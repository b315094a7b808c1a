import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findA11yProblems } from '../../../examples/shared/findA11yProblems.ts';
import { createMockServer, type MockServer } from '../../../examples/shared/mockServer.ts';
import { type Browser, type BrowserContext, connectBrowser, type Page } from '../../../scripts/connectBrowser.ts';
import { COUNTED, dayBefore, HOSTILE_CAMPAIGN, HOSTILE_PAGE, save, sendVisits } from './businessVisits.ts';
import { newContext, openPage, openPageIn } from './openPage.ts';

const PHONE = { width: 360, height: 740 };
const RANGE = `from=${dayBefore(3)}&to=${dayBefore(1)}&timezone=UTC`;
const HOSTILE_NAME = '<img src=x onerror=window.harmed=3>';

let browser: Browser;
let server: MockServer;
let context: BrowserContext;
beforeAll(async () => {
  browser = await connectBrowser();
  server = await createMockServer({ engine: 'pglite' });
  await sendVisits(server);
  context = await newContext(browser, { locale: 'en-GB' });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const open = (path: string) => openPageIn(context, `${server.url}/business${path}`);
const settle = (page: Page) => page.locator('.progress[data-busy="false"]').waitFor({ state: 'attached' });
const dialogOf = (page: Page) => page.locator('dialog[open]').last();
const numberOf = (page: Page, metric: string) => page.locator(`[data-metric="${metric}"]`);

async function ask<Data>(path: string): Promise<{ data: Data; population: { counted: { events: number } } }> {
  const { customerId, apiToken } = server.trackerOptions;
  const answer = await server.fetch(`/api/v1/analytics/${path}`, {
    headers: { 'X-Customer-ID': customerId, Authorization: `Bearer ${apiToken}` },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { data: Data; population: { counted: { events: number } } };
}

async function expectNumbers(page: Page, expected: Record<string, string>): Promise<void> {
  for (const [metric, value] of Object.entries(expected)) {
    await expect.poll(() => numberOf(page, metric).textContent(), { message: metric }).toBe(value);
  }
}

test('the numbers are those that were counted by hand, and those of the API', async () => {
  const { page, complaints, close } = await open(`?${RANGE}`);
  await expectNumbers(page, COUNTED);
  await settle(page);
  const { data, population } = await ask<Record<string, number>>(`summary?${RANGE}`);
  for (const metric of ['visitors', 'sessions', 'page_views'] as const) {
    expect(await numberOf(page, metric).textContent()).toBe(String(data[metric]));
  }
  expect(await page.locator('[data-population]').textContent()).toBe(
    `Counted: ${population.counted.events} events, 5 sessions, 4 visitors. Left out: 2 events.`,
  );
  expect(await page.locator('[data-by="page"] tbody tr').allTextContents()).toEqual([
    '/33',
    '/tea23',
    `${HOSTILE_PAGE}11`,
    '/checkout10',
  ]);
  await page.getByText('As a table').click();
  expect(await page.locator('.as-table tbody td').allTextContents()).toEqual(['2', '1', '2']);
  expect(complaints).toEqual([]);
  await close();
});

test('a day that has not ended is said to be so, and is no fall of the curve', async () => {
  const { page, complaints, close } = await open(`?from=${dayBefore(2)}&to=${dayBefore(0)}&timezone=UTC`);
  await settle(page);
  await page.getByText('As a table').click();
  const days = page.locator('.as-table tbody th');
  await expect
    .poll(async () => (await days.allTextContents()).map((day) => day.endsWith(', so far')))
    .toEqual([false, false, true]);
  expect(await page.locator('.sparkline .running').count()).toBe(6);
  await page.goto(`${server.url}/business?${RANGE}`);
  await settle(page);
  await expect.poll(() => numberOf(page, 'visitors').textContent()).toBe(COUNTED.visitors);
  expect(await page.locator('.sparkline .running').count()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});

test('a click narrows everything to a row, the back button undoes it, and the address shows the same', async () => {
  const { page, context, close } = await open(`?${RANGE}`);
  await expectNumbers(page, COUNTED);
  await page.locator('[data-by="page"]').getByRole('link', { name: '/tea', exact: true }).click();
  await expectNumbers(page, { visitors: '2', sessions: '3', page_views: '3' });
  expect(new URL(page.url()).searchParams.getAll('filter')).toEqual(['page:is:/tea']);
  const other = await context.newPage();
  await other.goto(page.url());
  await expectNumbers(other, { visitors: '2', sessions: '3', page_views: '3' });
  await other.close();
  await page.goBack();
  await expectNumbers(page, COUNTED);
  await page.goForward();
  await expectNumbers(page, { visitors: '2' });
  await page.getByRole('button', { name: 'Remove Page is /tea' }).click();
  await expectNumbers(page, COUNTED);
  await close();
});

test('a filter is added by its form, with the keyboard too', async () => {
  const { page, close } = await open(`?${RANGE}`);
  await page.getByText('+ Add a filter').press('Enter');
  const form = page.locator('.filter-bar form');
  await form.getByLabel('What').selectOption('utm_campaign');
  await form.getByLabel('Value').fill('spring');
  expect(await findA11yProblems(page)).toEqual([]);
  await form.getByLabel('Value').press('Enter');
  await expectNumbers(page, { visitors: '1', sessions: '1', page_views: '2' });
  await close();
});

test('the period before is compared, and the change is said', async () => {
  const { page, close } = await open(`?from=${dayBefore(1)}&to=${dayBefore(1)}&timezone=UTC`);
  await expectNumbers(page, { visitors: '2' });
  await page.getByLabel('Compare with').selectOption('previous');
  await expect
    .poll(() => page.locator('.headline [data-change="visitors"]').textContent())
    .toBe('↑ +100%. Compared with 1');
  // Of the day before the first of these was none: that is known, because all of its rows are there.
  const pages = page.locator('[data-by="page"] tbody tr');
  await expect
    .poll(() => pages.filter({ hasText: '/tea' }).locator('td.num').first().textContent())
    .toContain('1 = 0%');
  await expect
    .poll(() => pages.filter({ hasText: HOSTILE_PAGE }).locator('td.num').first().textContent())
    .toContain('There was nothing to compare with.');
  expect(page.url()).toContain('compare=previous');
  await settle(page);
  expect(await findA11yProblems(page)).toEqual([]);
  await close();
});

test('what is left out can be counted too', async () => {
  const { page, close } = await open(`?${RANGE}`);
  await page.locator('.population summary').click();
  await page.getByLabel('Count: Bots').check();
  await expectNumbers(page, { visitors: '5', page_views: '8' });
  await page.getByLabel('Count: Internal').check();
  await expectNumbers(page, { visitors: '6', page_views: '9' });
  expect(new URL(page.url()).searchParams.getAll('include')).toEqual(['bots', 'internal']);
  await page.getByLabel('Count: Bots').uncheck();
  await page.getByLabel('Count: Internal').uncheck();

  // A rule holds at once, also for earlier events, and until it is deleted.
  await page.getByRole('button', { name: 'Rules …' }).click();
  await dialogOf(page).getByText('No rule yet').waitFor();
  await dialogOf(page).getByRole('button', { name: 'New rule …' }).click();
  await dialogOf(page).getByLabel('Name', { exact: true }).fill('Bob <b>of the shop');
  await dialogOf(page).getByLabel('Id').fill('visitor_bob');
  expect(await findA11yProblems(page)).toEqual([]);
  await dialogOf(page).getByRole('button', { name: 'Make the rule' }).click();
  await dialogOf(page).getByText('Bob <b>of the shop', { exact: true }).waitFor();
  await expectNumbers(page, { visitors: '3' });
  expect(await findA11yProblems(page)).toEqual([]);
  await dialogOf(page).getByRole('button', { name: 'Delete Bob <b>of the shop' }).click();
  await dialogOf(page).getByRole('button', { name: 'Delete', exact: true }).click();
  await expectNumbers(page, { visitors: COUNTED.visitors });
  await dialogOf(page).getByRole('button', { name: 'Close' }).click();
  await page.getByLabel('How it is counted: Bounce rate').click();
  await page.getByText('one page view and no action').waitFor();
  await settle(page);
  expect(await findA11yProblems(page)).toEqual([]);
  await close();
});

test('a table is exported as the API writes it', async () => {
  const { page, close } = await open(`?${RANGE}`);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as CSV: Page', exact: true }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('page.csv');
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks).toString().split('\r\n');
  expect(lines[0]).toBe('value,visitors,sessions,page_views,events,bounce_rate,duration_mean_s');
  expect(lines[1]).toMatch(/^\/,3,3,3,/);
  await close();
});

test('a funnel is built, counted and kept in the address', async () => {
  const { page, close } = await open(`/funnel?${RANGE}`);
  await page.getByText('Build a funnel').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  await page.getByRole('button', { name: '+ Add a step' }).click();
  const steps = page.locator('.builder fieldset');
  await steps.nth(0).getByLabel('Value').fill('/');
  await steps.nth(1).getByLabel('Value').fill('/tea');
  await steps.nth(2).getByLabel('What').selectOption('event');
  await steps.nth(2).getByLabel('Value').fill('add_to_cart');
  await page.getByRole('button', { name: 'Count', exact: true }).click();
  await expect.poll(() => page.locator('.funnel tbody tr').count()).toBe(3);
  const cells = (n: number) => page.locator('.funnel tbody tr').nth(n).locator('td').allTextContents();
  expect(await cells(0)).toEqual(['3', '100%', '', '']);
  expect(await cells(1)).toEqual(['2', '66.7%', '66.7%', '1']);
  expect(await cells(2)).toEqual(['2', '66.7%', '100%', '0']);
  expect(await findA11yProblems(page)).toEqual([]);
  await page.reload();
  await expect.poll(() => page.locator('.funnel tbody tr').count()).toBe(3);
  await close();
});

test('retention shows who came again', async () => {
  const { page, close } = await open(`/retention?${RANGE}&cohorts=day`);
  await page.locator('.cohorts').waitFor();
  const row = page.locator('.cohorts tbody tr').first();
  expect(await row.locator('td').allTextContents()).toEqual([
    '2',
    '100%, 2 visitors',
    '0%, 0 visitors',
    '50%, 1 visitors',
  ]);
  expect(await findA11yProblems(page)).toEqual([]);
  await close();
});

test('all rows are searched and sorted in a dialog', async () => {
  const { page, close } = await open(`?${RANGE}&more=page`);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('link', { name: '/tea' }).waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Page views' }).click();
  await dialog.getByLabel('Search').fill('te');
  await expect.poll(() => dialog.locator('tbody tr').count()).toBe(1);
  // The first one clears the search.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect.poll(() => new URL(page.url()).searchParams.has('more')).toBe(false);
  await close();
});

test('annotations stand on the curve, deployments told apart, and are added, changed and deleted', async () => {
  await save(server, 'annotations', {
    kind: 'deployment',
    text: 'Release',
    version: '1.2.0',
    at: `${dayBefore(2)}T08:00:00Z`,
  });
  const { page, complaints, close } = await open(`?${RANGE}`);
  await page.getByText('1 annotation', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Annotate …' }).click();
  await dialogOf(page).getByLabel('What happened').fill(HOSTILE_NAME);
  await dialogOf(page)
    .getByLabel('When')
    .fill(`${dayBefore(1)}T23:30`);
  expect(await findA11yProblems(page)).toEqual([]);
  await dialogOf(page).getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('2 annotations', { exact: true }).waitFor();
  const { annotations } = (await save(server, 'annotations', undefined, 'GET')) as { annotations: { at: string }[] };
  expect(annotations[0]?.at.slice(0, 19)).toBe(`${dayBefore(1)}T23:30:00`);

  const markers = page.getByRole('list', { name: 'Annotations on the curve' });
  await expect.poll(() => markers.locator('summary').count()).toBe(2);
  const labels = await markers
    .locator('summary')
    .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('aria-label')));
  expect(labels[0]).toMatch(/\. Deployment: Release 1\.2\.0$/);
  expect(labels[1]).toContain(`Note: ${HOSTILE_NAME}`);
  // One marker an interval, at its point of the curve: the second and the third of three days.
  const [second = 0, third = 0] = await markers
    .locator('summary')
    .evaluateAll((marks) => marks.map((mark) => mark.getBoundingClientRect().x));
  const plot = await page.locator('.plot .u-over').evaluate((over) => over.getBoundingClientRect().toJSON());
  expect(Math.abs(second + 12 - (plot.x + plot.width / 2))).toBeLessThan(2);
  expect(Math.abs(third + 12 - (plot.x + plot.width))).toBeLessThan(2);
  await markers.locator('summary').first().press('Enter');
  await markers.getByText('Release', { exact: true }).waitFor();
  await settle(page);
  expect(await findA11yProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect.poll(() => markers.locator('details[open]').count()).toBe(0);

  await page.getByText('2 annotations', { exact: true }).click();
  await page.getByRole('button', { name: `Change ${HOSTILE_NAME}` }).click();
  await dialogOf(page).getByLabel('What happened').fill('Letter');
  await dialogOf(page).getByRole('button', { name: 'Save' }).click();
  for (const text of ['Letter', 'Release']) {
    await page.getByRole('button', { name: `Delete ${text}` }).click();
    await dialogOf(page).getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => page.getByRole('button', { name: `Delete ${text}` }).count()).toBe(0);
  }
  await page.getByText('0 annotations', { exact: true }).waitFor();
  expect(await markers.count()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});

describe('states', () => {
  test('an empty range says why, and offers what is left out', async () => {
    const { page, close } = await open(`?${RANGE}&filter=page:is:/nowhere`);
    await page.getByText('The filters let nothing through').waitFor();
    expect(await findA11yProblems(page)).toEqual([]);
    await page.getByRole('link', { name: 'Remove the filters' }).click();
    await expectNumbers(page, COUNTED);
    await close();
  });

  test('a question that takes too long offers a shorter range', async () => {
    const { page, close } = await openPageIn(context, `${server.url}/find`);
    let slow = true;
    await page.route('**/api/v1/analytics/overview*', (route) =>
      slow
        ? route.fulfill({
            status: 503,
            contentType: 'application/json',
            body: '{"success":false,"error_code":"QUERY_TIMED_OUT","message":"too long","detail":"too long"}',
          })
        : route.continue(),
    );
    await page.goto(`${server.url}/business?from=${dayBefore(12)}&to=${dayBefore(1)}&timezone=UTC`);
    const shorter = page.getByRole('link', { name: /^Show / });
    await shorter.waitFor();
    expect(await findA11yProblems(page)).toEqual([]);
    slow = false;
    await shorter.click();
    await expectNumbers(page, COUNTED);
    expect(page.url()).toContain(`from=${dayBefore(3)}&to=${dayBefore(1)}`);
    await close();
  });

  test('questions that are no longer shown are aborted', async () => {
    const { page, close } = await openPageIn(context, `${server.url}/find`);
    const aborted: string[] = [];
    page.on('requestfailed', (request) =>
      aborted.push(`${new URL(request.url()).pathname} ${request.failure()?.errorText}`),
    );
    await page.route('**/api/v1/analytics/overview*', () => {});
    await page.goto(`${server.url}/business?${RANGE}`);
    await page.locator('.skeleton').first().waitFor();
    await page.getByRole('link', { name: 'Retention' }).click();
    await expect.poll(() => aborted).toContain('/api/v1/analytics/overview net::ERR_ABORTED');
    await close();
  });

  test('the memory engine says that it keeps no numbers', async () => {
    const memory = await createMockServer();
    const { page, close } = await openPage(browser, `${memory.url}/business`);
    await page.getByText('This server keeps no numbers').waitFor();
    expect(await findA11yProblems(page)).toEqual([]);
    await close();
    await memory.close();
  });

  test.each([
    ['light', { width: 1280, height: 800 }],
    ['dark', PHONE],
  ] as const)('%s colours have no accessibility problem and fit the window', async (colorScheme, viewport) => {
    const { page, complaints, close } = await openPage(browser, `${server.url}/business?${RANGE}&compare=previous`, {
      locale: 'en-GB',
      colorScheme,
      viewport,
    });
    await settle(page);
    expect(await findA11yProblems(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
    expect(complaints).toEqual([]);
    await close();
  });

  test('hostile names are text', async () => {
    const { page, complaints, close } = await open(`?${RANGE}`);
    await page.getByRole('link', { name: HOSTILE_CAMPAIGN }).click();
    await expectNumbers(page, { visitors: '1' });
    await page.locator('.chip').getByText(HOSTILE_CAMPAIGN).waitFor();
    await settle(page);
    expect(await page.evaluate(() => (globalThis as { harmed?: number }).harmed)).toBeUndefined();
    expect(await page.locator('img[src=x]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });
});
