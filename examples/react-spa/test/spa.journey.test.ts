import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, connectBrowser } from '../../../scripts/connectBrowser.ts';
import { askServer, type StoredEvent } from '../../shared/askServer.ts';
import { findA11yProblems } from '../../shared/findA11yProblems.ts';
import { startTestServer, type TestServer } from '../../shared/startTestServer.ts';
import { SECRETS, TYPED } from '../../shared/typed.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

let server: TestServer;
let browser: Browser;
let app: PreviewServer;
let appUrl: string;
let outDir: string;

beforeAll(async () => {
  server = await startTestServer({ database: 'embedded' });
  browser = await connectBrowser();
  outDir = await mkdtemp(join(tmpdir(), 'onevault-spa-'));
  // The production build, with the address and the key of its server.
  const define = Object.fromEntries(
    Object.entries({
      VITE_ONEVAULT_URL: server.url,
      VITE_ONEVAULT_CUSTOMER: server.customerId,
      VITE_ONEVAULT_TOKEN: server.token,
    }).map(([name, value]) => [`import.meta.env.${name}`, JSON.stringify(value)]),
  );
  const shared = { root: ROOT, build: { outDir, emptyOutDir: true }, logLevel: 'silent' as const };
  await build({ ...shared, define });
  app = await preview({ ...shared, preview: { port: 0, host: '127.0.0.1' } });
  appUrl = String(app.resolvedUrls?.local[0]).replace(/\/$/, '');
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await server?.close();
  if (outDir) await rm(outDir, { recursive: true, force: true });
});

const summarizeEvents = ({ event_type, page_title, element_id, item_ids, event_data }: StoredEvent) =>
  [
    event_type,
    event_type === 'page_view' ? page_title : (element_id ?? event_data.form_id ?? event_data.action),
    ...item_ids,
  ]
    .filter(Boolean)
    .join(' ');

test('a visit to the app reaches the business layer event by event, one page view for each route', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const errors: string[] = [];
  const sent: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('request', (request) => sent.push(request.url(), request.postData() ?? ''));

  await page.goto(appUrl);
  await page.getByText('The Ridge').click();
  await page.getByText('Save this walk').click();
  await page.getByText('It is on your list.').waitFor();
  await page.goBack();
  // The link is on every page: not before this one is the list of walks.
  await page.waitForFunction(() => document.title.startsWith('Walks'));
  await page.getByRole('link', { name: 'Join' }).click();
  await page.getByLabel('Your name').fill(TYPED.name);
  await page.getByLabel('Your e-mail address').fill(TYPED.email);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('heading', { name: 'Good to have you.' }).waitFor();

  const wanted = [
    'page_view Walks · Long Way Round',
    `user_interaction ${appUrl}/walks/ridge`,
    'page_view The Ridge · Long Way Round',
    'user_interaction save-walk',
    'item_interaction save ridge',
    'page_view Walks · Long Way Round',
    `user_interaction ${appUrl}/join`,
    'page_view Join · Long Way Round',
    // Only the start of the form; all else in it is private.
    'user_interaction join-form',
    'form_submission join-form',
    'page_view Welcome · Long Way Round',
  ];
  const ask = askServer(server);
  const events = await ask.events(wanted.length);
  expect(events.map(summarizeEvents)).toEqual(wanted);
  expect(errors).toEqual([]);

  for (const { event_id } of events) {
    const { event } = (await ask.get(`/api/v1/track/events/${event_id}`)) as { event: object };
    expect(event).toMatchObject({ stage: 'business', layers: { staging: { validation_status: 'VALID' } } });
  }
  expect(new Set(events.map((event) => event.session_id)).size).toBe(1);
  expect(new Set(events.map((event) => event.visitor_id)).size).toBe(1);
  const views = events.filter((event) => event.event_type === 'page_view');
  expect(new Set(views.map((event) => event.event_data.page_view_id)).size).toBe(views.length);
  expect(views.map((event) => event.page_path)).toEqual(['/', '/walks/ridge', '/', '/join', '/welcome']);
  expect(views.map((event) => event.event_data.route)).toEqual(['/', '/walks/:walkId', '/', '/join', '/welcome']);
  // One document for the whole visit, and no gap in seq.
  const all = await ask.everything();
  expect(all.map((event) => Number(event.event_data.seq)).sort((a, b) => a - b)).toEqual([...all.keys()]);

  const known = JSON.stringify([sent, events, await ask.get('/api/v1/track/dashboard?limit=100')]);
  for (const secret of [...SECRETS, server.token]) expect(known).not.toContain(secret);
  await context.close();
});

test.each(['light', 'dark'] as const)('no page has an accessibility problem in %s colours', async (colorScheme) => {
  const context = await browser.newContext({ colorScheme, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  for (const path of ['/', '/walks/ridge', '/join', '/welcome', '/nowhere']) {
    await page.goto(appUrl + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await findA11yProblems(page), path).toEqual([]);
  }
  await context.close();
});
