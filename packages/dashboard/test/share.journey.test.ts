import { afterAll, beforeAll, expect, test } from 'vitest';
import { findA11yProblems } from '../../../examples/shared/findA11yProblems.ts';
import { createMockServer, type MockServer } from '../../../examples/shared/mockServer.ts';
import { type Browser, connectBrowser, type Page } from '../../../scripts/connectBrowser.ts';
import { COUNTED, dayBefore, sendVisits } from './businessVisits.ts';
import { openPage } from './openPage.ts';

const RANGE = `from=${dayBefore(3)}&to=${dayBefore(1)}&timezone=UTC`;

let browser: Browser;
let server: MockServer;
beforeAll(async () => {
  browser = await connectBrowser();
  server = await createMockServer({
    engine: 'pglite',
    mock: false,
    keys: [{ customerId: 'shop', token: 'ovt_shop', scope: 'full' }],
  });
  await sendVisits(server);
  const tea = { name: 'Tea', filters: ['page:is:/tea'] };
  await server.fetch('/api/v1/analytics/saved/segments', {
    method: 'POST',
    headers: { 'X-Customer-ID': 'shop', Authorization: 'Bearer ovt_shop', 'Content-Type': 'application/json' },
    body: JSON.stringify(tea),
  });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Signed in with the full key, at a path of the page. */
async function openSignedIn(path: string) {
  const opened = await openPage(browser, server.url + path);
  await opened.page.getByLabel('Customer').fill('shop');
  await opened.page.getByLabel('Key', { exact: true }).fill('ovt_shop');
  await opened.page.getByRole('button', { name: 'Sign in' }).click();
  return opened;
}

async function makeLink(page: Page, button: string, label: string, segment?: string): Promise<string> {
  await page.getByRole('button', { name: button }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByLabel('Who gets it').fill(label);
  if (segment) await dialog.getByLabel('Shows').selectOption(segment);
  expect(await findA11yProblems(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  return (await page.locator('.secret').textContent()) ?? '';
}

/** What is loading is pale. */
const settle = (page: Page) => page.locator('.progress[data-busy="false"]').waitFor({ state: 'attached' });
const visitors = (page: Page) => page.locator('[data-metric="visitors"]').textContent();
const views = (page: Page) => page.getByRole('navigation', { name: 'Views' }).getByRole('link').allTextContents();

test('a share link opens Business and nothing else, for as long as it is not revoked', async () => {
  const owner = await openSignedIn(`/business?${RANGE}`);
  await expect.poll(() => visitors(owner.page)).toBe(COUNTED.visitors);
  await settle(owner.page);
  const link = await makeLink(owner.page, 'Share …', 'the <b>press');
  expect(link).toMatch(new RegExp(`^${server.url}/business#invitation=[\\w-]+\\.[\\w-]{43}$`));
  expect(await findA11yProblems(owner.page)).toEqual([]);

  const asked: string[] = [];
  const guest = await openPage(browser, 'about:blank');
  guest.page.on('request', (request) => {
    const { authorization, referer } = request.headers();
    asked.push(request.url(), authorization ?? '', referer ?? '');
  });
  await guest.page.goto(link);
  await guest.page.getByRole('heading', { name: 'Business' }).waitFor();
  const secret = link.split('#invitation=')[1] ?? '';
  // The page knows it by its own request only: not by its address, its history, or what scripts can read.
  expect(guest.page.url()).not.toContain('invitation');
  expect(asked.join('\n')).not.toContain(secret);
  expect(
    await guest.page.evaluate(() => [document.cookie, JSON.stringify({ ...localStorage, ...sessionStorage })]),
  ).toEqual(['', '{}']);
  await guest.page.goto(`${server.url}/business?${RANGE}`);
  await expect.poll(() => visitors(guest.page)).toBe(COUNTED.visitors);
  await guest.page.goBack({ waitUntil: 'commit' });
  expect(guest.page.url()).not.toContain('invitation');
  await guest.page.goForward({ waitUntil: 'commit' });
  await expect.poll(() => visitors(guest.page)).toBe(COUNTED.visitors);

  expect(await views(guest.page)).toEqual(['Business']);
  expect(await guest.page.getByRole('button', { name: 'Share …' }).count()).toBe(0);
  const parts = guest.page.getByRole('navigation', { name: 'Parts of the view' });
  expect(await parts.getByRole('link').allTextContents()).not.toContain('Sessions');
  // All properties are private: the form does not offer what would be refused.
  await guest.page.getByText('+ Add a filter').click();
  const offered = await guest.page.locator('.filter-bar form').getByLabel('What').locator('option').allTextContents();
  expect(offered).toContain('Page');
  expect(offered).not.toContain('Property …');
  await guest.page.getByText('+ Add a filter').click();
  await guest.page.locator('[data-by="page"]').getByRole('link', { name: '/tea', exact: true }).click();
  await expect.poll(() => visitors(guest.page)).toBe('2');
  await settle(guest.page);
  expect(await findA11yProblems(guest.page)).toEqual([]);
  for (const part of ['Goals', 'Funnel', 'Retention', 'Attribution', 'Overview']) {
    await parts.getByRole('link', { name: part }).click();
    await parts.locator('[aria-current]').getByText(part).waitFor();
    await settle(guest.page);
    expect(await guest.page.getByRole('alert').count(), part).toBe(0);
  }
  for (const path of ['/live', '/find/visitor/visitor_ann', '/pipeline/keys', '/alerts', '/install']) {
    await guest.page.goto(server.url + path);
    await guest.page.getByText('There is no such view').waitFor();
  }
  await guest.page.goto(`${server.url}/business/sessions?${RANGE}`);
  await expect.poll(() => visitors(guest.page)).toBe(COUNTED.visitors);
  expect(guest.complaints).toEqual([]);
  const statuses = await guest.page.evaluate(async () => {
    const paths = [
      'track/dashboard',
      'keys',
      'analytics/sessions',
      'analytics/breakdown?by=prop.plan',
      'export/events',
    ];
    return Promise.all(paths.map((path) => fetch(`/api/v1/${path}`).then(({ status }) => status)));
  });
  expect(statuses).toEqual([403, 403, 403, 403, 403]);

  await owner.page.getByRole('link', { name: 'Pipeline' }).click();
  await owner.page.getByRole('link', { name: 'Keys' }).click();
  await owner.page.getByText('the <b>press').waitFor();
  expect(await findA11yProblems(owner.page)).toEqual([]);
  await owner.page.getByRole('button', { name: 'Revoke … the link the <b>press' }).click();
  await owner.page.getByRole('button', { name: 'Revoke the link' }).click();
  await owner.page.getByText('No share link is open').waitFor();
  await owner.page.getByText('Ended keys (1)').click();
  await owner.page.getByText('share link', { exact: true }).waitFor();
  expect(await findA11yProblems(owner.page)).toEqual([]);

  await guest.page.getByLabel('Compare with').selectOption('previous');
  await guest.page.getByText('This access has ended').waitFor();
  expect(await findA11yProblems(guest.page)).toEqual([]);
  await guest.page.goto('about:blank');
  await guest.page.goto(link);
  await guest.page.getByText('The link does not open').waitFor();
  expect(guest.page.url()).not.toContain('invitation');
  expect(await findA11yProblems(guest.page)).toEqual([]);
  expect(owner.complaints).toEqual([]);
  await guest.close();
  await owner.close();
});

test('a link with a segment shows that only, and signing out ends it in this browser', async () => {
  const owner = await openSignedIn('/pipeline/keys');
  const link = await makeLink(owner.page, 'Make a share link …', 'partners', 'Tea');
  await owner.page.getByText('shows the segment Tea').waitFor();
  const guest = await openPage(browser, link);
  await guest.page.getByRole('heading', { name: 'Business' }).waitFor();
  await guest.page.goto(`${server.url}/business?${RANGE}`);
  await expect.poll(() => visitors(guest.page)).toBe('2');
  await guest.page.getByRole('button', { name: 'Sign out' }).click();
  await guest.page.getByLabel('Customer').waitFor();
  expect(await guest.context.cookies()).toEqual([]);
  expect(guest.complaints).toEqual([]);
  // Signing out has revoked nothing.
  await guest.page.goto('about:blank');
  await guest.page.goto(link);
  await guest.page.getByRole('heading', { name: 'Business' }).waitFor();
  await guest.close();
  await owner.close();
});

test('who is signed in is asked before a link takes the place of the session', async () => {
  const { page, context, complaints, close } = await openSignedIn('/pipeline/keys');
  const link = await makeLink(page, 'Make a share link …', 'myself');
  // In a page that is open, only what is behind the # changes: the browser does not load it again.
  const follow = () => page.evaluate((to) => location.assign(to), `${server.url}/pipeline/keys#${link.split('#')[1]}`);
  await follow();
  await page.getByText('You are signed in as shop').waitFor();
  expect(page.url()).toBe(`${server.url}/pipeline/keys`);
  expect(await findA11yProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Stay signed in' }).click();
  await page.getByRole('heading', { name: 'Share links' }).waitFor();
  const other = await context.newPage();
  await other.goto(link);
  await other.getByRole('button', { name: 'Sign out and open it' }).click();
  await other.getByRole('heading', { name: 'Business' }).waitFor();
  expect(await views(other)).toEqual(['Business']);
  expect(complaints).toEqual([]);
  // The first tab has the same cookie: it shows what the link shows, not errors.
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByText('There is no such view').waitFor();
  expect(await views(page)).toEqual(['Business']);
  await close();
});

test('a share key of one segment is made in the page', async () => {
  const { page, complaints, close } = await openSignedIn('/pipeline/keys');
  await page.getByRole('button', { name: 'Make a key …' }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByLabel('Kind').selectOption('share');
  await dialog.getByLabel('Shows').selectOption('Tea');
  expect(await findA11yProblems(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  const token = await page.locator('.secret').textContent();
  await page.getByText('any site · shows the segment Tea').waitFor();
  const answer = await server.fetch(`/api/v1/analytics/summary?${RANGE}`, {
    headers: { 'X-Customer-ID': 'shop', Authorization: `Bearer ${token}` },
  });
  expect(await answer.json()).toMatchObject({ data: { visitors: 2 } });
  expect(complaints).toEqual([]);
  await close();
});
