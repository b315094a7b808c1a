import { afterAll, beforeAll, expect, test } from 'vitest';
import { findA11yProblems } from '../../../examples/shared/findA11yProblems.ts';
import { createMockServer, type MockServer } from '../../../examples/shared/mockServer.ts';
import { type Browser, connectBrowser } from '../../../scripts/connectBrowser.ts';
import { createFaultyPgliteEngine } from '../../conformance/src/suites/sqlFault.ts';
import { openPage } from './openPage.ts';
import { send, VISIT } from './seed.ts';

let faulty: Awaited<ReturnType<typeof createFaultyPgliteEngine>>;
let server: MockServer;
let browser: Browser;
beforeAll(async () => {
  faulty = await createFaultyPgliteEngine();
  server = await createMockServer({ engine: faulty.engine });
  browser = await connectBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await faulty?.engine.close();
});

/** What a test run with this key sends. */
async function postAsCi(token: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${server.url}/api/v1/track`, {
    method: 'POST',
    headers: { 'X-Customer-ID': 'demo', Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ event_data: { automated: true } }),
  });
  return { status: response.status, body: await response.json() };
}

test('a key is made, shown once, rotated and revoked, and the audit says so', async () => {
  const { page, complaints, close } = await openPage(browser, `${server.url}/pipeline/keys`);
  await page.getByRole('button', { name: 'Make a key …' }).click();
  await page.getByLabel('Label').fill('<b>backend');
  await page.getByLabel('Environment').selectOption('Production');
  expect(await findA11yProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Make the key' }).click();
  const token = await page.locator('.secret').textContent();
  expect(token).toMatch(/^ovt_.{43}$/);
  await page.getByText('<b>backend').waitFor();
  expect(await page.locator('.rows > li .badge').allTextContents()).toEqual(['write', 'only production']);
  expect(await postAsCi(String(token))).toMatchObject({ status: 403, body: { error_code: 'WRONG_ENVIRONMENT' } });
  expect(await findA11yProblems(page)).toEqual([]);
  await page
    .getByRole('button', { name: /Rotate/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Rotate the key', exact: true }).click();
  await expect.poll(() => page.locator('.secret').textContent()).not.toBe(token);
  await expect.poll(() => page.locator('.rows > li').count()).toBe(2);
  expect(await page.getByText('only production').count()).toBe(2);
  const rotated = String(await page.locator('.secret').textContent());
  expect(await postAsCi(rotated)).toMatchObject({ status: 403, body: { error_code: 'WRONG_ENVIRONMENT' } });
  await page
    .getByRole('button', { name: /^Revoke/ })
    .first()
    .click();
  await page.getByText('This ends 1 key at once').first().waitFor();
  await page.getByRole('button', { name: 'Revoke the key', exact: true }).click();
  await page.getByText('Ended keys (1)').waitFor();
  await page.reload();
  await page.getByText('Ended keys (1)').waitFor();
  expect(await page.locator('.secret').count()).toBe(0);
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByText('Key revoked').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

test('a rule is made, turned off and deleted; a test to a private address says why it failed', async () => {
  const { page, complaints, close } = await openPage(browser, `${server.url}/alerts`);
  await page.getByText('Nothing has fired').waitFor();
  await page.getByRole('navigation', { name: 'Parts of the alerts' }).getByRole('link', { name: 'Rules' }).click();
  await page.getByRole('button', { name: 'Make a rule …' }).click();
  await page.getByLabel('Name').fill('<i>Silence');
  await page.getByLabel('Fires when').selectOption('event_quiet');
  expect(await findA11yProblems(page)).toEqual([]);
  await page.getByRole('textbox', { name: 'Event type' }).fill('signup');
  await page.getByRole('button', { name: 'Make the rule' }).click();
  await page.getByText('<i>Silence', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Turn off: <i>Silence' }).click();
  await page.getByRole('button', { name: 'Turn on: <i>Silence' }).waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Delete … <i>Silence' }).click();
  await page.getByRole('button', { name: 'Delete the rule' }).click();
  await page.getByText('No rule yet').waitFor();

  await page.getByRole('link', { name: 'Destinations' }).click();
  await page.getByRole('button', { name: 'Add a destination …' }).click();
  await page.getByLabel('Address').fill('http://127.0.0.1:9/hook');
  await page.getByRole('button', { name: 'Add it' }).click();
  expect(await page.locator('.secret').textContent()).toMatch(/^whsec_/);
  await page.getByRole('button', { name: /Send a test/ }).click();
  await page.getByText('The test has not reached http://127.0.0.1:9/hook').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  await page.getByRole('link', { name: 'Deliveries' }).click();
  await page.getByText('1 attempt').click();
  expect(await findA11yProblems(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

test('events of a mock customer are counted before they are deleted', async () => {
  await send(server, VISIT);
  const { page, complaints, close } = await openPage(browser, `${server.url}/mock-server`);
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.getByText('status,status=503,first=1').waitFor();
  await expect(send(server, VISIT)).rejects.toThrow('503');
  await page.getByText('1 match, 1 hit').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  await page.getByRole('button', { name: /^Off: status/ }).click();
  await page.getByText('No fault is on.').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Let it run' }).waitFor();
  await page.getByRole('button', { name: '31 min' }).click();
  await page.getByText(/Ahead: 31 min/).waitFor();
  await page.getByRole('button', { name: 'Make a customer' }).click();
  await page.getByText('Write key').waitFor();
  await page.getByRole('button', { name: 'Delete all events …' }).click();
  const { total } = await server.engine.counts('demo');
  expect(await findA11yProblems(page)).toEqual([]);
  await page.getByRole('button', { name: `Delete ${total} events` }).click();
  await page.getByText('The customer is empty').waitFor();
  expect(await server.engine.counts('demo')).toMatchObject({ total: 0 });
  await page.getByRole('link', { name: 'Request journal' }).click();
  await page.getByText('Nothing has arrived').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

test('a server that is no mock has no such view', async () => {
  const plain = await createMockServer({
    mock: false,
    keys: [{ customerId: 'shop', token: 'ovt_shop', scope: 'full' }],
  });
  const { page, complaints, close } = await openPage(browser, `${plain.url}/mock-server`);
  await page.getByLabel('Customer').fill('shop');
  await page.getByLabel('Key', { exact: true }).fill('ovt_shop');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('There is no such view').waitFor();
  expect(await page.getByRole('link', { name: 'Mock' }).count()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
  await plain.close();
});

test('what fires is seen and acknowledged', async () => {
  const headers = { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo', 'Content-Type': 'application/json' };
  const rule = { name: 'The shop is silent', kind: 'no_events', settings: { minutes: 1 } };
  await server.fetch('/api/v1/alerts/rules', { method: 'POST', headers, body: JSON.stringify(rule) });
  const now = new Date(Date.now() + 600_000).toISOString();
  await faulty.engine.operations?.alerts.evaluate('demo', { now });
  const { page, complaints, close } = await openPage(browser, `${server.url}/alerts`);
  await page.getByText('Minutes since the last event arrived').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Acknowledge The shop is silent' }).click();
  await page.getByText(/acknowledged by key:/).waitFor();
  expect(await findA11yProblems(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

test('a rule about a goal tells the chosen destination only, and a change of its name keeps the choice', async () => {
  const headers = { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo', 'Content-Type': 'application/json' };
  const post = async (path: string, body: object) =>
    (await server.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  const { page, complaints, close } = await openPage(browser, `${server.url}/alerts/rules`);
  const makeRule = () => page.getByRole('button', { name: 'Make a rule …' }).click();
  const dialog = page.locator('dialog[open]');
  await makeRule();
  await dialog.getByLabel('Fires when').selectOption('goal');
  await dialog.getByText('No goal is saved yet').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await post('/api/v1/analytics/saved/goals', { name: 'An earlier one', filters: ['event:is:order'] });
  await post('/api/v1/analytics/saved/goals', { name: 'Sign <up>', filters: ['event:is:signup'] });
  await post('/api/v1/alerts/destinations', { kind: 'email', address: 'ann@shop.example' });
  await post('/api/v1/alerts/destinations', { kind: 'email', address: 'bob@shop.example', label: 'Bob' });
  await makeRule();
  await dialog.getByLabel('Name').fill('Hurray');
  await dialog.getByLabel('Fires when').selectOption('goal');
  await dialog.locator('[name=goal_id]').selectOption('Sign <up>');
  await dialog.getByLabel('ann@shop.example').check();
  expect(await findA11yProblems(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Make the rule' }).click();
  const rule = page.locator('.rows > li').filter({ hasText: 'Hurray' });
  await rule.getByText('A goal is reached · 1 destination').waitFor();
  await rule.getByText('Goal: Sign <up>').waitFor();
  expect(await findA11yProblems(page)).toEqual([]);

  await rule.getByRole('button', { name: /^Change/ }).click();
  await dialog.getByLabel('Name').fill('Hurray!');
  await expect.poll(() => dialog.getByLabel('ann@shop.example').isChecked()).toBe(true);
  expect(await dialog.getByLabel('Bob').isChecked()).toBe(false);
  await dialog.getByRole('button', { name: 'Save the rule' }).click();
  await page.getByText('Hurray!', { exact: true }).waitFor();
  await rule.getByText('A goal is reached · 1 destination').waitFor();
  await rule.getByText('Goal: Sign <up>').waitFor();

  await rule.getByRole('button', { name: /^Change/ }).click();
  await dialog.getByLabel('ann@shop.example').uncheck();
  await dialog.getByRole('button', { name: 'Save the rule' }).click();
  await rule.getByText('A goal is reached · all destinations').waitFor();
  await rule.getByText('Goal: Sign <up>').waitFor();
  expect(complaints).toEqual([]);
  await close();
});

test('a change of a rule keeps the settings that nobody has touched', async () => {
  const headers = { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo', 'Content-Type': 'application/json' };
  const body = { name: 'Bad', kind: 'bad_share', settings: { of: 'set_aside', percent: 7 } };
  await server.fetch('/api/v1/alerts/rules', { method: 'POST', headers, body: JSON.stringify(body) });
  const { page, close } = await openPage(browser, `${server.url}/alerts/rules`);
  await page.getByRole('button', { name: 'Change … Bad' }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByLabel('Name').fill('Worse');
  await dialog.getByRole('button', { name: 'Save the rule' }).click();
  await page.getByText('Worse', { exact: true }).waitFor();
  const answer = await server.fetch('/api/v1/alerts/rules', { headers });
  const { rules } = (await answer.json()) as { rules: { name: string; settings: object }[] };
  expect(rules.find(({ name }) => name === 'Worse')).toMatchObject({ settings: { of: 'set_aside', percent: 7 } });
  await close();
});
