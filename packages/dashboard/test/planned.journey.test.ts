import { afterAll, beforeAll, expect, test } from 'vitest';
import { findA11yProblems } from '../../../examples/shared/findA11yProblems.ts';
import { createMockServer, definePlan, type MockServer } from '../../../examples/shared/mockServer.ts';
import { type Browser, connectBrowser } from '../../../scripts/connectBrowser.ts';
import { openPage } from './openPage.ts';
import { send } from './seed.ts';

const PHONE = { width: 360, height: 740 };
const PLAN = definePlan({
  order: {
    type: 'object',
    properties: { value: { type: 'number' }, '<img src=x onerror=window.harmed=1>': { type: 'string' } },
    required: ['value'],
  },
});

let before: MockServer;
let server: MockServer;
let browser: Browser;
beforeAll(async () => {
  // Without the plan, as an application may be tested before somebody plans its events.
  before = await createMockServer();
  await send(before, [
    { event_id: 'evt_unlike', event_type: 'order', event_data: { value: '<b>free' } },
    { event_id: 'evt_unknown', event_type: '<i>order', event_data: {} },
  ]);
  server = await createMockServer({ engine: before.engine, plan: PLAN });
  await send(server, [{ event_id: 'evt_planned', event_type: 'order', event_data: { value: 42 } }]);
  browser = await connectBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await before?.close();
});

test.each([
  ['evt_planned', 'The event is as planned.'],
  ['evt_unlike', 'value should be number, not string'],
  ['evt_unknown', '"<i>order" is not in the tracking plan'],
])('%s says whether it fits the plan', async (id, verdict) => {
  const { page, complaints, close } = await openPage(browser, `${server.url}/find/event/${id}`);
  await page.getByRole('heading', { name: 'Tracking plan' }).waitFor();
  await page.getByText(verdict).waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

test('without a plan there is no verdict', async () => {
  const { page, close } = await openPage(browser, `${before.url}/find/event/evt_unlike`);
  await page.getByText('What staging added').waitFor();
  expect(await page.getByRole('heading', { name: 'Tracking plan' }).count()).toBe(0);
  await close();
});

test.each([
  ['light', { width: 1280, height: 800 }],
  ['dark', PHONE],
] as const)('the coverage of the plan has no accessibility problem in %s colours', async (colorScheme, viewport) => {
  await send(server, [{ event_type: 'order', event_data: { value: 'much' } }]).catch(() => {});
  const { page, complaints, close } = await openPage(browser, `${server.url}/mock-server/coverage`, {
    colorScheme,
    viewport,
  });
  await page.getByText('Against the plan').waitFor();
  await page.getByText('<img src=x onerror=window.harmed=1>: never').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
  expect(await page.evaluate(() => (globalThis as { harmed?: number }).harmed)).toBeUndefined();
  expect(complaints).toEqual([]);
  await close();
});
