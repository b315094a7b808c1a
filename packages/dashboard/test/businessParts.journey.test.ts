import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findA11yProblems } from '../../../examples/shared/findA11yProblems.ts';
import { createMockServer, type MockServer } from '../../../examples/shared/mockServer.ts';
import { type Browser, type BrowserContext, connectBrowser, type Page } from '../../../scripts/connectBrowser.ts';
import { startPostgres } from '../../conformance/src/databases/startPostgres.ts';
import { COUNTED, dayBefore, HOSTILE_PAGE, save, sendVisits } from './businessVisits.ts';
import { follow, newContext, openPage, openPageIn } from './openPage.ts';

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 800 };
const RANGE = `from=${dayBefore(3)}&to=${dayBefore(1)}&timezone=UTC`;
const HOSTILE_NAME = '<img src=x onerror=window.harmed=3>';

let browser: Browser;
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let server: MockServer;
let context: BrowserContext;
beforeAll(async () => {
  [browser, postgres] = await Promise.all([connectBrowser(), startPostgres()]);
  server = await createMockServer({ engine: postgres.url as `postgres://${string}` });
  await sendVisits(server);
  context = await newContext(browser, { locale: 'en-GB' });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await postgres?.stop();
});

const open = (path: string) => openPageIn(context, `${server.url}/business${path}`);
const settle = (page: Page) => page.locator('.progress[data-busy="false"]').waitFor({ state: 'attached' });
const dialogOf = (page: Page) => page.locator('dialog[open]').last();
const cellsOf = (page: Page, row: string) =>
  page.getByRole('row').filter({ hasText: row }).locator('td.num').allTextContents();
const visitorsOf = (page: Page) => page.locator('[data-metric="visitors"]').textContent();

async function readCsv(page: Page, name: string): Promise<string[]> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: `Download as CSV: ${name}`, exact: true }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await downloading).createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString().trim().split('\r\n');
}

// On PostgreSQL; the overview is tested on the embedded database.
test('the overview has the numbers that were counted by hand', async () => {
  const { page, complaints, close } = await open(`?${RANGE}`);
  for (const [metric, value] of Object.entries(COUNTED)) {
    await expect.poll(() => page.locator(`[data-metric="${metric}"]`).textContent(), { message: metric }).toBe(value);
  }
  await settle(page);
  expect(await page.locator('[data-by="page"] tbody tr').first().textContent()).toBe('/33');
  expect(complaints).toEqual([]);
  await close();
});

test('a goal is made, counted, changed and deleted', async () => {
  const { page, complaints, close } = await open(`/goals?${RANGE}`);
  await page.getByText('No goals yet').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'New goal …' }).click();
  await dialogOf(page).getByLabel('Name', { exact: true }).fill('Cart');
  await dialogOf(page).getByLabel('Value', { exact: true }).fill('add_to_cart');
  expect(await findA11yProblems(page)).toEqual([]);
  await dialogOf(page).getByRole('button', { name: 'Make the goal' }).click();
  // Ann and Cat, of four visitors; neither has put an order there.
  await expect.poll(() => cellsOf(page, 'Cart')).toEqual(['2', '2', '50%', '–']);
  expect(await readCsv(page, 'Goals')).toEqual([
    'goal,visitors,sessions,conversions,conversion_rate,currency,revenue',
    'Cart,2,2,2,0.5,,',
  ]);

  await page.getByRole('button', { name: 'New goal …' }).click();
  await dialogOf(page).getByLabel('Name', { exact: true }).fill('Order');
  await dialogOf(page).getByLabel('Value', { exact: true }).fill('transaction_step');
  await dialogOf(page).getByRole('button', { name: '+ And …' }).click();
  await dialogOf(page).getByRole('group', { name: 'Filter 2' }).getByLabel('What').selectOption('prop');
  await dialogOf(page).getByLabel('Name of the property').fill('action');
  await dialogOf(page).getByRole('group', { name: 'Filter 2' }).getByLabel('Value').fill('complete');
  await dialogOf(page).getByRole('button', { name: 'Make the goal' }).click();
  await expect.poll(() => cellsOf(page, 'Order')).toEqual(['1', '1', '25%', '€20.00']);

  await page.getByRole('button', { name: 'Change Cart' }).click();
  await dialogOf(page).getByLabel('Name', { exact: true }).fill('Order');
  await dialogOf(page).getByRole('button', { name: 'Save' }).click();
  await dialogOf(page).getByText('has this name').waitFor();
  await dialogOf(page).getByLabel('Name', { exact: true }).fill(HOSTILE_NAME);
  await dialogOf(page).getByLabel('A conversion is worth').selectOption('value');
  await dialogOf(page).getByLabel('Amount').fill('2.5');
  await dialogOf(page).getByLabel('Currency').fill('eur');
  await dialogOf(page).getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => cellsOf(page, HOSTILE_NAME)).toEqual(['2', '2', '50%', '€5.00']);
  expect(await page.locator('img[src=x]').count()).toBe(0);

  await page.getByRole('link', { name: HOSTILE_NAME }).click();
  await expect.poll(() => visitorsOf(page)).toBe('2');
  await page.goBack();
  for (const name of [HOSTILE_NAME, 'Order']) {
    await page.getByRole('button', { name: `Delete ${name}` }).click();
    await dialogOf(page).getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => page.getByRole('row').filter({ hasText: name }).count()).toBe(0);
  }
  await page.getByText('No goals yet').waitFor();
  expect(complaints.filter((text) => !text.includes('409'))).toEqual([]);
  await close();
});

test('each part is compared with the period before', async () => {
  const { goal } = (await save(server, 'goals', { name: 'Cart', filters: ['event:is:add_to_cart'] })) as {
    goal: { goal_id: string };
  };
  const range = `from=${dayBefore(2)}&to=${dayBefore(2)}&timezone=UTC&compare=previous`;
  const { page, close } = await open(`/goals?${range}`);
  await expect.poll(() => cellsOf(page, 'Cart')).toEqual(['1 = 0%. Compared with 1', '1', '100%', '–']);
  await follow(page, `/business/funnel?${range}&step=page:is:/&step=page:is:/tea`);
  // Cat came in; the day before Ann and Bob did.
  await expect.poll(() => cellsOf(page, '1. Page is /')).toEqual(['1 ↓ -50%. Compared with 2', '100%', '', '']);
  await follow(page, `/business/attribution?${range}&conversion=event:is:add_to_cart`);
  await expect.poll(() => page.locator('[data-sums]').textContent()).toBe('1 conversion. = 0%. Compared with 1 ');
  await page.getByRole('link', { name: 'Retention', exact: true }).click();
  const feet = () => page.locator('.cohorts tfoot tr').allTextContents();
  await expect
    .poll(feet)
    .toEqual(['All of them1 ↓ -50%. Compared with 2100%, 1 visitors', 'Compared with2100%, 2 visitors']);
  await page.getByRole('link', { name: 'Paths', exact: true }).click();
  await expect
    .poll(() => page.locator('[data-paths]').textContent())
    .toBe('1 session has a path. ↓ -50%. Compared with 2');
  await page.getByText('As a table').click();
  expect(await cellsOf(page, '(the session ended)')).toEqual(['1 = 0%. Compared with 1', '100%']);
  await page.getByRole('link', { name: 'Sessions', exact: true }).click();
  await expect.poll(() => page.locator('[data-sessions]').textContent()).toBe(' 1 session ↓ -50%. Compared with 2');
  await settle(page);
  expect(await findA11yProblems(page)).toEqual([]);
  await close();
  await save(server, `goals/${goal.goal_id}`, undefined, 'DELETE');
});

test('the filter bar is saved as a segment, which is shown, changed and deleted', async () => {
  const { page, complaints, close } = await open(`?${RANGE}&filter=page:is:/tea`);
  await expect.poll(() => visitorsOf(page)).toBe('2');
  await page.getByRole('button', { name: 'Save as segment …' }).click();
  await dialogOf(page).getByText('Page is /tea').waitFor();
  await dialogOf(page).getByLabel('Name').fill('Tea people');
  expect(await findA11yProblems(page)).toEqual([]);
  await dialogOf(page).getByRole('button', { name: 'Save the segment' }).click();
  await page.getByText('Segment: Tea people').waitFor();
  const { searchParams } = new URL(page.url());
  expect([searchParams.get('segment'), searchParams.getAll('filter')]).toEqual(['Tea people', []]);
  await expect.poll(() => visitorsOf(page)).toBe('2');
  await settle(page);
  expect(await findA11yProblems(page)).toEqual([]);

  await page.getByRole('button', { name: 'Remove Segment: Tea people' }).click();
  await expect.poll(() => visitorsOf(page)).toBe(COUNTED.visitors);
  await page.getByRole('combobox', { name: 'Segment' }).selectOption('Tea people');
  await expect.poll(() => visitorsOf(page)).toBe('2');

  await page.getByRole('button', { name: 'Segments …' }).click();
  await dialogOf(page).getByText('shown').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  await dialogOf(page).getByRole('button', { name: 'Change Tea people' }).click();
  await dialogOf(page).getByLabel('Name', { exact: true }).fill('Letter people');
  await dialogOf(page).getByLabel('What').selectOption('utm_source');
  await dialogOf(page).getByLabel('Value', { exact: true }).fill('letter');
  await dialogOf(page).getByRole('button', { name: 'Save' }).click();
  await dialogOf(page).getByText('UTM source is letter').waitFor();
  await dialogOf(page).getByRole('button', { name: 'Close' }).click();
  await page.getByText('Segment: Letter people').waitFor();
  await expect.poll(() => visitorsOf(page)).toBe('1');

  await page.getByRole('button', { name: 'Segments …' }).click();
  await dialogOf(page).getByRole('button', { name: 'Delete Letter people' }).click();
  await dialogOf(page).getByRole('button', { name: 'Delete', exact: true }).click();
  await expect.poll(() => visitorsOf(page)).toBe(COUNTED.visitors);
  expect(new URL(page.url()).searchParams.has('segment')).toBe(false);
  expect(complaints).toEqual([]);
  await close();
});

test('paths are drawn and listed, and a click follows them', async () => {
  const { page, complaints, close } = await open(`/paths?${RANGE}`);
  await page.getByText('5 sessions have a path.').waitFor();
  const nodes = () => page.locator('[data-node]').allTextContents();
  expect(await nodes()).toEqual([
    '/3 · 60% · 1 left',
    expect.stringMatching(/1 · 20% · 1 left$/),
    expect.stringMatching(/1 · 20% · 1 left$/),
    '/tea2 · 40% · 2 left',
  ]);
  expect(await page.locator('.flows path').count()).toBe(1);
  await page.getByText('As a table').click();
  const rows = () => page.locator('.flow-table tbody tr').allTextContents();
  expect((await rows())[0]).toBe('Step 1//tea240%');
  expect(await rows()).toContain('Step 1/(the session ended)120%');
  expect(await rows()).toContain(`Step 1${HOSTILE_PAGE}(the session ended)120%`);
  expect(await findA11yProblems(page)).toEqual([]);
  expect(await readCsv(page, 'Paths')).toContain('1,page,/,2,page,/tea,2');

  // With the keyboard: the second column's box.
  await page.locator('[data-node="2:page:/tea"] a').press('Enter');
  await page.getByRole('heading', { name: 'Paths from: Page is /tea' }).waitFor();
  await page.getByText('3 sessions have a path.').waitFor();

  const form = page.locator('.anchor');
  await form.getByRole('combobox', { name: 'Show' }).selectOption('end');
  await form.getByLabel('What').selectOption('event');
  await form.getByLabel('Value').fill('add_to_cart');
  await form.getByRole('button', { name: 'Show' }).click();
  await page.getByText('2 sessions have a path.').waitFor();
  await expect.poll(nodes).toEqual(['/2 · 100% · 2 began', '/tea2 · 100%', 'add_to_cart2 · 100%']);
  expect(await page.locator('.path-columns h3').allTextContents()).toEqual([
    '2 steps before',
    '1 step before',
    'The end',
  ]);
  expect(new URL(page.url()).searchParams.get('end')).toBe('event:is:add_to_cart');
  await settle(page);
  expect(await findA11yProblems(page)).toEqual([]);

  await form.getByLabel('Value').fill('nothing');
  await form.getByRole('button', { name: 'Show' }).click();
  await page.getByText('No session came to: Event is nothing.').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

test('attribution says what brought orders and events, and a click narrows to it', async () => {
  const { page, complaints, close } = await open(`/attribution?${RANGE}`);
  const rows = () => page.locator('[data-attribution] tbody tr').allTextContents();
  await expect.poll(rows).toEqual(['(no source)1100%1€20.00']);
  expect(await page.locator('[data-sums]').textContent()).toBe('1 conversion. €20.00. ');
  await page.getByRole('combobox', { name: 'Conversion' }).selectOption('other');
  await page.getByLabel('Event', { exact: true }).fill('add_to_cart');
  await page.getByRole('button', { name: 'Count', exact: true }).click();
  await page.getByRole('heading', { name: 'What brought: Event is add_to_cart' }).waitFor();
  await expect.poll(async () => (await rows()).sort()).toEqual(['(no source)150%1–', 'letter150%1–']);
  await page.getByLabel('Model').selectOption('first');
  await page.getByText('Each conversion counts for the first session of its visitor.').waitFor();
  await settle(page);
  expect(await findA11yProblems(page)).toEqual([]);
  expect(await readCsv(page, 'Attribution')).toContain('letter,1,1,,,');
  await page.getByRole('link', { name: 'letter' }).click();
  await expect.poll(rows).toEqual(['letter1100%1–']);
  expect(complaints).toEqual([]);
  await close();
});

test('a funnel is saved with names, opened, changed, renamed and deleted', async () => {
  const { page, complaints, close } = await open(`/funnel?${RANGE}&step=page:is:/&step=page:is:/tea`);
  const rows = () => page.locator('.funnel tbody tr').allTextContents();
  await expect.poll(rows).toEqual(['1. Page is /3100%', '2. Page is /tea266.7%66.7%1']);
  await page.getByRole('button', { name: 'Save …' }).click();
  await dialogOf(page).getByLabel('Name', { exact: true }).fill('To the tea');
  await dialogOf(page).getByLabel('1. Page is /', { exact: true }).fill('Came in');
  expect(await findA11yProblems(page)).toEqual([]);
  await dialogOf(page).getByRole('button', { name: 'Save the funnel' }).click();
  await expect.poll(rows).toEqual(['1. Came in3100%', '2. Page is /tea266.7%66.7%1']);
  expect(new URL(page.url()).searchParams.getAll('step')).toEqual([]);
  await settle(page);
  expect(await findA11yProblems(page)).toEqual([]);

  // Opened again, changed, and counted before it is saved.
  await page.getByRole('link', { name: '+ Another one' }).click();
  await page.getByText('Build a funnel').waitFor();
  await page.getByRole('link', { name: 'To the tea' }).click();
  await expect.poll(rows).toHaveLength(2);
  await page.getByRole('button', { name: '+ Add a step' }).click();
  const third = page.locator('.builder fieldset').nth(2);
  await third.getByLabel('What').selectOption('event');
  await third.getByLabel('Value').fill('add_to_cart');
  await page.getByRole('button', { name: 'Count', exact: true }).click();
  await expect
    .poll(rows)
    .toEqual(['1. Page is /3100%', '2. Page is /tea266.7%66.7%1', '3. Event is add_to_cart266.7%100%0']);
  await page.getByRole('button', { name: 'Save the changes …' }).click();
  await dialogOf(page).getByLabel('3. Event is add_to_cart').fill('Wants it');
  await dialogOf(page).getByRole('button', { name: 'Save' }).click();
  await expect.poll(rows).toEqual(['1. Came in3100%', '2. Page is /tea266.7%66.7%1', '3. Wants it266.7%100%0']);

  await page.getByRole('button', { name: 'Rename To the tea' }).click();
  await dialogOf(page).getByLabel('Name', { exact: true }).fill('Wanting tea');
  await dialogOf(page).getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Wanting tea' }).waitFor();
  await page.reload();
  await expect.poll(rows).toHaveLength(3);
  await page.getByRole('link', { name: '2. Page is /tea' }).click();
  await expect.poll(() => visitorsOf(page)).toBe('2');
  await page.goBack();
  await page.getByRole('button', { name: 'Delete Wanting tea' }).click();
  await dialogOf(page).getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('Build a funnel').waitFor();
  expect(complaints).toEqual([]);
  await close();
});

test('a step of several conditions is saved before it is counted', async () => {
  const steps = [
    { name: 'Home', filters: ['page:is:/'] },
    { name: 'Tea from the letter', filters: ['page:is:/tea', 'utm_source:is:letter'] },
  ];
  const { funnel } = (await save(server, 'funnels', { name: 'Letter', steps })) as { funnel: { funnel_id: string } };
  const { page, close } = await open(`/funnel?${RANGE}&funnel=Letter`);
  const rows = () => page.locator('.funnel tbody tr').allTextContents();
  await expect.poll(rows).toEqual(['1. Home3100%', '2. Tea from the letter133.3%33.3%2']);
  const second = page.getByRole('group', { name: 'Step 2, condition 2' });
  expect(await second.getByLabel('Value').inputValue()).toBe('letter');
  await page.locator('.builder fieldset').nth(0).getByLabel('Value').fill('/checkout');
  await page.getByRole('button', { name: 'Save and count' }).click();
  await expect.poll(rows).toEqual(['1. Home1100%', '2. Tea from the letter00%0%1']);
  await page.getByRole('button', { name: 'Remove Step 2, condition 2' }).click();
  await page.getByRole('button', { name: 'Count', exact: true }).click();
  await expect.poll(rows).toHaveLength(2);
  expect(new URL(page.url()).searchParams.getAll('step')).toEqual(['page:is:/checkout', 'page:is:/tea']);

  // One that is built here: it needs a name, because the address has one condition a step.
  await page.getByRole('link', { name: '+ Another one' }).click();
  await page.getByRole('group', { name: 'Step 1' }).getByLabel('Value').fill('/');
  await page.getByRole('group', { name: 'Step 2' }).getByLabel('What').selectOption('event');
  await page.getByRole('group', { name: 'Step 2' }).getByLabel('Value').fill('transaction_step');
  await page.getByRole('button', { name: 'And … in step 2' }).click();
  await second.getByLabel('Name of the property').fill('action');
  await second.getByLabel('Value').fill('complete');
  await page.locator('.builder').getByLabel('Name', { exact: true }).fill('Orders');
  expect(await findA11yProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save and count' }).click();
  await expect
    .poll(rows)
    .toEqual(['1. Page is /3100%', '2. Event is transaction_step and action is complete133.3%33.3%2']);
  expect(new URL(page.url()).searchParams.get('funnel')).toBe('Orders');
  await page.getByRole('button', { name: 'Delete Orders' }).click();
  await dialogOf(page).getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('Build a funnel').waitFor();
  await close();
  await save(server, `funnels/${funnel.funnel_id}`, undefined, 'DELETE');
});

describe.each([
  ['light', DESKTOP],
  ['dark', PHONE],
] as const)('in %s colours, in a window of %o', (colorScheme, viewport) => {
  test('no part has an accessibility problem, each fits, and each explains its numbers', async () => {
    const goal = (await save(server, 'goals', { name: 'Cart', filters: ['event:is:add_to_cart'] })).goal as {
      goal_id: string;
    };
    const { page, complaints, close } = await openPage(browser, `${server.url}/business?${RANGE}`, {
      locale: 'en-GB',
      colorScheme,
      viewport,
    });
    for (const part of ['goals', 'funnel', 'paths', 'retention', 'attribution', 'sessions']) {
      await follow(page, `/business/${part}?${RANGE}&step=page:is:/&step=page:is:/tea`);
      const tab = page.locator('.parts [aria-current]').filter({ hasText: new RegExp(part, 'i') });
      await tab.waitFor();
      await page.getByText('How these numbers are counted').click();
      await page.getByText('2 events are left out.').waitFor();
      await settle(page);
      await page.locator('table').first().waitFor({ state: 'attached' });
      expect(await page.getByRole('button', { name: /^Download as CSV/ }).count(), part).toBeGreaterThan(0);
      expect(await findA11yProblems(page), part).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), part).toBeLessThanOrEqual(viewport.width);
      const right = await tab.evaluate((link) => link.getBoundingClientRect().right);
      expect(right, part).toBeLessThanOrEqual(viewport.width);
    }
    expect(complaints).toEqual([]);
    await close();
    await save(server, `goals/${goal.goal_id}`, undefined, 'DELETE');
  });
});
