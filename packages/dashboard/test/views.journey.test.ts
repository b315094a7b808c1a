import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findA11yProblems } from '../../../examples/shared/findA11yProblems.ts';
import { createMockServer, type MockServer } from '../../../examples/shared/mockServer.ts';
import { type Browser, connectBrowser } from '../../../scripts/connectBrowser.ts';
import { createPageServer, DATABASES, ENGINES, type PageServer } from './createPageServer.ts';
import { LOOKS, PHONE } from './looks.ts';
import { follow, openPage } from './openPage.ts';
import { HOSTILE, REJECTED, send, UNLUCKY, VISIT } from './seed.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await connectBrowser();
});
afterAll(() => browser?.close());

describe.each(ENGINES)('the views (%s)', (engine) => {
  let opened: PageServer;
  let server: MockServer;
  beforeAll(async () => {
    opened = await createPageServer(engine);
    server = opened.server;
    await send(server, [...VISIT, REJECTED, HOSTILE]);
    await opened.setAside([UNLUCKY]);
  });
  afterAll(() => opened?.close());

  test.each(LOOKS[engine])(
    'have no accessibility problem in %s colours, and fit a window of %o',
    async (colorScheme, viewport) => {
      const { page, complaints, close } = await openPage(browser, `${server.url}/live`, { colorScheme, viewport });
      await page.getByText('transaction_step').waitFor();
      await page.getByText('Filter', { exact: true }).click();
      expect(await findA11yProblems(page)).toEqual([]);
      await page.getByText('Filter', { exact: true }).click();
      await page.getByText('transaction_step').click();
      await page.getByText('What staging added').waitFor();
      expect(await findA11yProblems(page)).toEqual([]);
      await page.getByRole('button', { name: 'Close' }).click();
      for (const [path, ready] of [
        ['/find', 'What are you looking for?'],
        ['/find/session/sess_1', 'Began'],
        ['/find/visitor/visitor_ann', 'in 1 session'],
        ['/install', 'If nothing arrives'],
        ['/live?event_type=nothing', 'No event fits'],
        ['/live/nowhere', 'transaction_step'],
      ] as const) {
        await follow(page, path);
        await page.getByText(ready).first().waitFor();
        expect(await findA11yProblems(page), path).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(
          viewport.width,
        );
      }
      if (viewport === PHONE) {
        const views = page.getByRole('navigation', { name: 'Views' });
        await views.getByRole('button', { name: 'More' }).click();
        expect(await findA11yProblems(page)).toEqual([]);
        await views.getByRole('link', { name: 'Install' }).click();
        await page.getByText('If nothing arrives').waitFor();
        expect(await views.getByRole('link', { name: 'Install' }).isVisible()).toBe(false);
      }
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test('an event comes alive within the open view, with its way; pausing holds it back', async () => {
    const { page, close } = await openPage(browser, `${server.url}/live`);
    await page.getByRole('status').getByText('Live').waitFor();
    await send(server, [{ event_type: 'signup', page_url: 'https://shop.example/join', event_data: { plan: 'pro' } }]);
    await page
      .getByRole('row', { name: /signup/ })
      .getByText('In business')
      .waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Pause' }).click();
    await send(server, [{ event_type: 'while_paused', event_data: {} }]);
    // Searched as while it runs: in what is shown, not in every field of the answer.
    await page.getByLabel('Search in what is shown').fill('PROCESSED');
    await page.getByText('No event fits').waitFor();
    await page.getByLabel('Search in what is shown').fill('');
    await page.getByRole('button', { name: 'Resume · 1 new' }).click();
    await page.getByRole('row', { name: /while_paused/ }).waitFor();

    await page.getByLabel('Search in what is shown').fill('signup');
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await close();
  });

  test('the keyboard alone opens an event', async () => {
    const { page, close } = await openPage(browser, `${server.url}/live`);
    await page.getByText('transaction_step').waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('Home');
    await page.getByRole('region', { name: 'The selected event' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByText('Copy as test').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('region', { name: 'The selected event' }).count()).toBe(0);
    await close();
  });

  test('what visitors send is text, whatever it says', async () => {
    const { page, complaints, close } = await openPage(browser, `${server.url}/live`);
    await page.getByText('<img src=x').first().click();
    await page.getByText('What staging added').waitFor();
    await page.goto(`${server.url}/find/session/sess_1`);
    await page.getByText('<img src=x').first().waitFor();
    expect(await page.evaluate(() => (globalThis as { harmed?: number }).harmed)).toBeUndefined();
    expect(await page.locator('img[src=x]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test('a timeline is in the order in which events happened, not in that of their arrival', async () => {
    const happened = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const at = (timestamp: string) => ({ session_id: 'sess_late', visitor_id: 'visitor_late', timestamp });
    await send(server, [{ event_type: 'second', event_data: at(happened(10)) }]);
    await send(server, [{ event_type: 'first', event_data: at(happened(40)) }]);
    const { page, close } = await openPage(browser, `${server.url}/find/session/sess_late`);
    const told = () => page.locator('.steps li').allTextContents();
    await expect
      .poll(async () => (await told()).map((text) => /first|second/.exec(text)?.[0]))
      .toEqual(['first', 'second']);
    expect((await told())[1]).toContain('+ 30 min');
    await page.getByText('30 min', { exact: true }).waitFor();
    await page.goto(`${server.url}/find/visitor/visitor_late`);
    await page.getByText('2 events · 30 min').waitFor();
    await page.getByRole('link', { name: 'second' }).click();
    await page.getByText('In the same session').waitFor();
    expect(await page.locator('.neighbours a').allTextContents()).toEqual(['first', 'second']);
    await close();
  });

  test('a rejected event says why', async () => {
    const { page, close } = await openPage(browser, `${server.url}/find/session/sess_1`);
    await page.getByRole('link', { name: '(no name)' }).click();
    await page.getByText('event_type_blank').first().waitFor();
    await page.getByText('not reached').waitFor();
    await close();
  });

  test('a set-aside event is seen to have stopped, and says why', async () => {
    const { page, complaints, close } = await openPage(browser, `${server.url}/live?status=set_aside`);
    await page.getByRole('row', { name: /unlucky/ }).click();
    await page.getByRole('region', { name: 'The selected event' }).getByText('processing_failed').waitFor();
    await page.getByText('stopped here').waitFor();
    expect(await findA11yProblems(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});

test('the first event is announced, and a mistake before it is named', async () => {
  const quiet = await createMockServer();
  const { page, close } = await openPage(browser, quiet.url);
  await page.waitForURL('**/install');
  await page.getByText('Waiting for the first event').waitFor();
  await page.getByRole('button', { name: 'Create the key' }).click();
  await page.getByText('The key is in the code below').waitFor();
  const code = await page.locator('.code pre').textContent();
  const token = /data-key="(ovt_\w+)"/.exec(code ?? '')?.[1] ?? '';
  const post = (headers: Record<string, string>, path = '/api/v1/track') =>
    fetch(`${quiet.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: 'https://shop.example', ...headers },
      body: '{"event_type":"first"}',
    });
  await post({ 'X-Customer-ID': 'demo', Authorization: 'Bearer wrong' });
  await page.getByText('Wrong key').waitFor();
  await post({ 'X-Customer-ID': 'nobody', Authorization: `Bearer ${token}` });
  await page.getByText('Wrong customer').waitFor();
  await post({ 'X-Customer-ID': 'demo' }, '/api/v1/api/v1/track');
  await page.getByText('Wrong address').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  await post({ 'X-Customer-ID': 'demo', Authorization: `Bearer ${token}` });
  await page.getByText('An event has arrived').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  await close();
  await quiet.close();
});

test.each(DATABASES)('a person is erased after the count and the repeated id (%s)', async (engine) => {
  const { server, close: closeServer } = await createPageServer(engine);
  await send(server, VISIT);
  const { page, complaints, close } = await openPage(browser, `${server.url}/find/visitor/visitor_ann`);
  let count = () => {};
  const isAsked = new Promise<void>((resolve) => {
    count = resolve;
  });
  await page.route('**/api/v1/track/erase', async (route) => {
    await isAsked;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Erase this person' }).click();
  await page.getByRole('progressbar', { name: 'Counting what is stored' }).waitFor();
  await page.getByText('It reads all 4 events').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  count();
  await page.getByText(/rows are about this id/).waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  const confirm = page.getByRole('button', { name: 'Erase for good' });
  expect(await confirm.isDisabled()).toBe(true);
  await page.getByLabel('Type visitor_ann to confirm').fill('visitor_ann');
  await confirm.click();
  await page.getByText('4 events are deleted.').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByText('No event of this visitor is known').waitFor();
  expect(await server.engine.counts('demo')).toMatchObject({ total: 0 });
  expect(complaints).toEqual([]);
  await close();
  await closeServer();
});

test('the memory engine says that it erases nobody', async () => {
  const server = await createMockServer();
  await send(server, VISIT);
  const { page, close } = await openPage(browser, `${server.url}/find/visitor/visitor_ann`);
  await page.getByRole('button', { name: 'Erase this person' }).click();
  await page.getByRole('alert').getByText('not done by the memory engine').waitFor();
  await close();
  await server.close();
});

test('a server that goes away is said, and the stream comes back without a gap', async () => {
  const server = await createMockServer();
  const { page, close } = await openPage(browser, `${server.url}/live`);
  await page.getByRole('status').getByText('Live').waitFor();
  server.faults.add({ fault: 'offline', path: '/api/v1/track/stream' });
  await page.reload();
  await page.getByText('Reconnecting').waitFor();
  server.faults.add({ fault: 'latency', delay_ms: 1, first: 1 });
  for (const { id } of server.faults.list()) server.faults.remove(id);
  await page.getByRole('status').getByText('Live').waitFor();
  await send(server, [{ event_type: 'after', event_data: {} }]);
  await page.getByRole('row', { name: /after/ }).waitFor();
  await close();
  await server.close();
});

test('a view that is opened while the start still asks stays open', async () => {
  const server = await createMockServer();
  await send(server, VISIT);
  const { page, complaints, close } = await openPage(browser, `${server.url}/install`);
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/api/v1/track/dashboard?limit=1', async (route) => {
    await isReleased;
    await route.continue();
  });
  await page.goto(server.url);
  await page.getByRole('link', { name: 'Find' }).click();
  await page.getByText('What are you looking for?').waitFor();
  release();
  // Longer than the answer of the start takes.
  await page.evaluate(() => fetch('/health').then((answer) => answer.text()));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  expect(new URL(page.url()).pathname).toBe('/find');
  expect(complaints).toEqual([]);
  await close();
  await server.close();
});
