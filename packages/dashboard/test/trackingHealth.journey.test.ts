import { afterAll, beforeAll, expect, test } from 'vitest';
import { findA11yProblems } from '../../../examples/shared/findA11yProblems.ts';
import { createMockServer, type MockServer } from '../../../examples/shared/mockServer.ts';
import { type Browser, connectBrowser, type Page } from '../../../scripts/connectBrowser.ts';
import { createPageServer, DATABASES } from './createPageServer.ts';
import { openPage } from './openPage.ts';
import { type SeededEvent, send as sendAs } from './seed.ts';

const PHONE = { width: 360, height: 740 };
const LAPTOP = { width: 1280, height: 800 };
/** Programs, as which Node's own counts, are in no check. */
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
/** As many page views of a page as the checks look at. */
const NEWEST = 100;

let server: MockServer;
let browser: Browser;
beforeAll(async () => {
  server = await createMockServer({ engine: 'pglite' });
  browser = await connectBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

let made = 0;
function view(path: string, data: Record<string, unknown> = {}): SeededEvent & { event_id: string } {
  made += 1;
  return {
    event_id: `evt_${made}`,
    event_type: 'page_view',
    page_url: `https://shop.example${path}`,
    event_data: { session_id: 's', visitor_id: 'v', tab_id: `tab_${made}`, seq: 0, title: 'Tea', ...data },
  };
}
const send = (to: MockServer, events: SeededEvent[]) => sendAs(to, events, '/api/v1/track', AGENT);
const many = (amount: number, make: () => SeededEvent) => Array.from({ length: amount }, make);

test('without events it says so, and where to begin', async () => {
  const { page, complaints, close } = await openPage(browser, `${server.url}/tracking-health`);
  await page.getByText('Nothing arrived in these days').waitFor();
  await page.getByText('Too little to judge', { exact: true }).waitFor();
  await page.getByText('No alert has fired yet.').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

type Look = ['light' | 'dark', typeof PHONE];
/** Each database says the same, and together they have all colours and widths. */
const LOOKS: Record<(typeof DATABASES)[number], Look[]> = {
  pglite: [
    ['light', PHONE],
    ['dark', LAPTOP],
  ],
  postgres: [
    ['dark', PHONE],
    ['light', LAPTOP],
  ],
};

test.each(DATABASES)('findings with what to do, and the numbers of the day (%s)', async (engine) => {
  const other = engine === 'postgres' ? await createPageServer(engine) : null;
  const asked = other?.server ?? server;
  const first = view('/tea/sencha', { tab_id: 'tab_lost' });
  await send(asked, [
    ...many(6, () => view('/<b>cart', { title: '' })),
    ...many(6, () => view('/order', { session_id: null })),
    first,
    // 1 to 3 are lost.
    view('/tea/assam', { tab_id: 'tab_lost', seq: 4 }),
  ]);
  await send(asked, [first]);
  for (const [colorScheme, viewport] of LOOKS[engine]) {
    const { page, complaints, close } = await openPage(browser, asked.url, { colorScheme, viewport });
    await openHealth(page, viewport);
    const checks = page.getByRole('region', { name: 'Health checks' });
    await checks.getByText('2 findings').waitFor();
    await checks.getByRole('article', { name: 'Missing titles' }).getByText('shop.example/<b>cart: 6').waitFor();
    await checks.getByText('Set document.title on this page').waitFor();
    await checks.getByRole('article', { name: 'Missing ids' }).getByText('6 have no session_id').waitFor();
    await page.getByRole('region', { name: 'Each day' }).waitFor();
    const today = page.getByRole('row').nth(2);
    // Page loads, sent, stored, rejected, waiting, lost; stored, late, doubled.
    const cells = await today.getByRole('cell').allTextContents();
    expect(cells.slice(0, 9)).toEqual(['13', '17', '14', '0', '0', '3 17.6%', '14', '0', '1 6.7%']);
    for (const details of ['How it is judged', 'What each number is', 'How late events arrive']) {
      await page.getByText(details).first().click();
    }
    await page.getByText('The true loss is at least this').waitFor();
    expect(await findA11yProblems(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
    expect(complaints).toEqual([]);
    await close();
  }
  await other?.close();
});

/** On a phone it is behind a button. */
async function openHealth(page: Page, viewport: typeof PHONE): Promise<void> {
  const views = page.getByRole('navigation', { name: 'Views' });
  if (viewport === PHONE) await views.getByRole('button', { name: 'More' }).click();
  await views.getByRole('link', { name: 'Health' }).click();
}

test('the period is in the address', async () => {
  const { page, close } = await openPage(browser, `${server.url}/tracking-health?days=90`);
  const days = () => page.getByRole('region', { name: 'Each day' }).locator('tbody tr').count();
  await expect.poll(days).toBe(90);
  await page.getByLabel('Period').selectOption('Last 7 days');
  await expect.poll(days).toBe(7);
  expect(new URL(page.url()).search).toBe('?days=7');
  await close();
});

test('a finding is gone once the site is mended, without a click on it', async () => {
  const { page, complaints, close } = await openPage(browser, `${server.url}/tracking-health`);
  await page.getByText('2 findings').waitFor();
  await send(server, [...many(NEWEST, () => view('/<b>cart')), ...many(NEWEST, () => view('/order'))]);
  await page.getByRole('button', { name: 'Read again' }).click();
  await page.getByText('All well', { exact: true }).waitFor();
  expect(await page.getByRole('article').count()).toBe(0);
  expect(await findA11yProblems(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

test('what fires is shown, and acknowledged here, too', async () => {
  const headers = { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo', 'Content-Type': 'application/json' };
  const rule = { name: 'The shop is silent', kind: 'no_events', settings: { minutes: 1 } };
  await server.fetch('/api/v1/alerts/rules', { method: 'POST', headers, body: JSON.stringify(rule) });
  const now = new Date(Date.now() + 600_000).toISOString();
  await server.engine.operations?.alerts.evaluate('demo', { now });
  const { page, close } = await openPage(browser, `${server.url}/tracking-health`);
  const alerts = page.getByRole('region', { name: 'Alerts' });
  await alerts.getByText('Minutes since the last event arrived').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  await alerts.getByRole('button', { name: 'Acknowledge The shop is silent' }).click();
  await alerts.getByText(/acknowledged by key:/).waitFor();
  await alerts.getByRole('link', { name: 'All alerts' }).click();
  await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor();
  await close();
});

test('a part that cannot be read says why, and the others stay', async () => {
  const { page, close } = await openPage(browser, server.url);
  await page.route('**/api/v1/analytics/{accuracy,checks}*', (route) =>
    route.fulfill({
      status: 503,
      json: { success: false, error_code: 'QUERY_TIMED_OUT', message: 'The question took too long', detail: '' },
    }),
  );
  await page.getByRole('link', { name: 'Health' }).click();
  await expect.poll(() => page.getByRole('alert').count()).toBe(2);
  await page.getByText('Minutes since the last event arrived').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  await page.unroute('**/api/v1/analytics/{accuracy,checks}*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Read again' }).click();
  await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  await page.getByRole('region', { name: 'Each day' }).waitFor();
  await close();
});

test('the memory engine says that it cannot', async () => {
  const memory = await createMockServer();
  const { page, complaints, close } = await openPage(browser, `${memory.url}/tracking-health`);
  await page.getByText('Not in memory').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
  await memory.close();
});
