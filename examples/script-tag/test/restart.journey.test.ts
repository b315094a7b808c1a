import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, connectBrowser } from '../../../scripts/connectBrowser.ts';
import { askServer } from '../../shared/askServer.ts';
import { type RunningCli, startCli } from '../../shared/startCli.ts';
import { SECRETS, TYPED } from '../../shared/typed.ts';
import { serveShop } from './serveShop.ts';

const TOKEN = 'ovt_demo';

let folder: string;
let browser: Browser;
let server: RunningCli | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onevault-restart-'));
  browser = await connectBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.kill();
  await rm(folder, { recursive: true, force: true });
});

/** The server as `npm start` runs it, on the same folder every time. */
async function start() {
  const files = Object.entries(serveShop()).flatMap(([prefix, path]) => ['--serve', `${prefix}=${path}`]);
  server = await startCli(['--database', folder, ...files]);
  return { ...server, ask: askServer({ url: server.url, customerId: 'demo', token: TOKEN }) };
}

test('events survive a stop and a kill of the server, and no word of a form or key is on disk', async () => {
  const first = await start();
  const page = await browser.newPage();
  await page.goto(`${first.url}/shop/contact.html`);
  await page.getByLabel('Your name').fill(TYPED.name);
  await page.getByLabel('Your e-mail address').fill(TYPED.email);
  await page.getByLabel('Your message').fill(TYPED.message);
  await page.getByRole('button', { name: 'Send the message' }).click();
  await page.waitForURL('**/thank-you.html');
  const before = await first.ask.events(4);
  expect(before.map((event) => event.event_type)).toEqual([
    'page_view',
    'user_interaction',
    'form_submission',
    'page_view',
  ]);
  await page.close();
  expect(await first.stop()).toBe(0);

  const second = await start();
  expect(await second.ask.events(4)).toEqual(before);
  // An event that is answered and only in the raw layer when the power fails.
  const response = await fetch(`${second.url}/api/v1/track/async`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Customer-ID': 'demo', Authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ event_type: 'last_words', event_data: { timestamp: new Date().toISOString() } }),
  });
  expect(response.status).toBe(200);
  await second.kill();

  const third = await start();
  const after = await third.ask.events(5);
  expect(after.slice(0, 4)).toEqual(before);
  expect(after[4]).toMatchObject({ event_type: 'last_words', stage: 'business' });
  expect(await third.stop()).toBe(0);

  const found = new Set<string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const content = await readFile(join(entry.parentPath, entry.name), 'latin1');
    for (const word of ['contact-form', ...SECRETS, TOKEN]) if (content.includes(word)) found.add(word);
  }
  // The form's id is on disk, so the search would have found the rest.
  expect([...found]).toEqual(['contact-form']);
});
