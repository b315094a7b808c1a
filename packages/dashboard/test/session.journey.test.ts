import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findA11yProblems } from '../../../examples/shared/findA11yProblems.ts';
import { createMockServer, type MockServer } from '../../../examples/shared/mockServer.ts';
import { type Browser, connectBrowser } from '../../../scripts/connectBrowser.ts';
import { openPage } from './openPage.ts';

const KEYS = [
  { customerId: 'shop', token: 'ovt_shop', scope: 'full' as const },
  { customerId: 'shop', token: 'ovt_public', scope: 'write' as const },
];

let browser: Browser;
beforeAll(async () => {
  browser = await connectBrowser();
});
afterAll(() => browser?.close());

describe.each(['memory', 'pglite'] as const)('signing in (%s)', (engine) => {
  let server: MockServer;
  beforeAll(async () => {
    server = await createMockServer({ engine, keys: KEYS, mock: false });
  });
  afterAll(() => server?.close());

  test('a key opens the page, and no script can read what it leaves', async () => {
    const { page, context, complaints, close } = await openPage(browser, server.url);
    await page.getByLabel('Customer').fill('shop');
    await page.getByLabel('Key', { exact: true }).fill('ovt_shop');
    expect(await findA11yProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/install');
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    expect(
      await page.evaluate(() => [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)]),
    ).toEqual(['', '{}', '{}']);

    await page.reload();
    await page.getByRole('link', { name: 'Live' }).click();
    await page.waitForURL('**/live');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Customer').waitFor();
    expect(await context.cookies()).toEqual([]);
    // The cookie that was there is worth nothing now.
    const answer = await fetch(`${server.url}/api/v1/track/status`, {
      headers: { Cookie: `${cookie?.name}=${cookie?.value}` },
    });
    expect(answer.status).toBe(401);
    expect(complaints).toEqual([]);
    await close();
  });

  test('signing out ends what a view asks: a question that the sign-out overtakes is not refused', async () => {
    const { page, complaints, close } = await openPage(browser, server.url);
    await page.getByLabel('Customer').fill('shop');
    await page.getByLabel('Key', { exact: true }).fill('ovt_shop');
    await page.getByRole('button', { name: 'Sign in' }).click();
    let signOut = () => {};
    const isSignedOut = new Promise<void>((resolve) => {
      signOut = resolve;
    });
    let answerStream = () => {};
    const isStreamAnswered = new Promise<void>((resolve) => {
      answerStream = resolve;
    });
    await page.route('**/api/v1/track/stream*', async (route) => {
      await isSignedOut;
      // Given up by the page: nothing to continue.
      await route.continue().catch(() => {});
      answerStream();
    });
    page.on('requestfailed', () => answerStream());
    page.on('response', (response) => response.url().includes('/stream') && answerStream());
    await page.route('**/api/v1/session', async (route) => {
      const answer = await route.fetch();
      signOut();
      await isStreamAnswered;
      await page.waitForTimeout(200);
      await route.fulfill({ response: answer });
    });
    const asking = page.waitForRequest('**/api/v1/track/stream*');
    await page.getByRole('link', { name: 'Live' }).click();
    await asking;
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Customer').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test('a wrong key and a write key are refused with the reason', async () => {
    const { page, close } = await openPage(browser, server.url);
    for (const [key, reason] of [
      ['ovt_wrong', 'not valid for this customer'],
      ['ovt_public', 'can only post events'],
    ] as const) {
      await page.getByLabel('Customer').fill('shop');
      await page.getByLabel('Key', { exact: true }).fill(key);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').getByText(reason).waitFor();
      expect(await findA11yProblems(page)).toEqual([]);
    }
    await close();
  });
});

test('on the machine of a mock server the first customer is signed in', async () => {
  const server = await createMockServer();
  const { page, complaints, close } = await openPage(browser, server.url);
  await page.getByText('demo', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in as demo' }).click();
  await page.waitForURL('**/install');
  expect(complaints).toEqual([]);
  await close();
  await server.close();
});
