import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, connectBrowser } from '../../scripts/connectBrowser.ts';
import { askServer, type StoredEvent } from './askServer.ts';
import { type App, startApp } from './startApp.ts';
import { startTestServer, type TestServer } from './startTestServer.ts';
import { SECRETS, TYPED } from './typed.ts';

/** Nuxt builds for a minute and a half on a machine that has much else to do. */
const BUILD_MS = 400_000;

/** The steps of the tests with the stored events, in order of time. */
const STORY = [
  'page_view Shelf · Lending Library /',
  'user_interaction sort',
  'user_interaction tides',
  'page_view Tides · Lending Library /books/tides',
  'item_interaction borrow tides',
  'page_view Shelf · Lending Library /',
  'user_interaction join',
  'page_view Join · Lending Library /join',
  'user_interaction join-form start',
  'form_submission join-form',
  'page_view Welcome · Lending Library /welcome',
];

const summarizeEvents = ({
  event_type,
  page_title,
  page_path,
  element_id,
  item_ids,
  event_data,
}: StoredEvent): string =>
  [
    event_type,
    event_type === 'page_view' ? `${page_title} ${page_path}` : (element_id ?? event_data.form_id),
    event_data.action === 'start' && 'start',
    ...item_ids,
  ]
    .filter(Boolean)
    .join(' ');

/**
 * Declares the journey through the lending library, the example of several frameworks: a page view for each route, one
 * event for each action, and no typed, masked or secret text in sent and stored events.
 *
 * @param bookRoute how the framework writes the pattern of a book's route
 * @param hydrates whether handlers come to the elements of the server's HTML after the page has loaded; default true
 */
export function testLibrary(
  folder: string,
  { bookRoute = '/books/[id]', hydrates = true }: { bookRoute?: string; hydrates?: boolean } = {},
): void {
  let server: TestServer;
  let browser: Browser;
  let app: App;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startTestServer({ database: 'memory' }), connectBrowser()]);
    app = await startApp(folder, server.url);
  }, BUILD_MS);
  afterAll(async () => {
    await browser?.close();
    await Promise.all([app?.close(), server?.close()]);
  });

  describe.each(['the Navigation API', 'patched history'])('a visit, with %s', (api) => {
    test('is stored event by event, without any private text', async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const errors: string[] = [];
      const sent: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      page.on('request', (request) => {
        if (request.url().startsWith(server.url)) sent.push(request.url(), request.postData() ?? '');
      });
      if (api === 'patched history') {
        await page.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }));
      }
      // Half a second is long for a title, and short for a busy machine.
      await page.addInitScript(() => {
        const { setTimeout } = window;
        const patient = (run: () => void, delayMs?: number) => setTimeout(run, delayMs === 500 ? 20_000 : delayMs);
        window.setTimeout = patient as typeof window.setTimeout;
      });
      // The customer is part of the build.
      await fetch(`${server.url}/mock/reset`, { method: 'POST' });
      const titled = (title: string) => page.waitForFunction((start) => document.title.startsWith(start), title);

      await page.goto(app.url);
      // The server's HTML comes without handlers; a framework that takes an element over leaves its own keys on it.
      if (hydrates) await page.waitForFunction(() => Reflect.ownKeys(document.querySelector('#sort') ?? {}).length > 0);
      await page.locator('#sort').click();
      await page.waitForURL('**/?sort=year');
      await page.locator('#tides').click();
      await titled('Tides');
      await page.locator('#borrow').click();
      await page.goBack();
      await titled('Shelf');
      await page.locator('#join').click();
      await titled('Join');
      await page.getByLabel('Your name').fill(TYPED.name);
      await page.getByLabel('Your e-mail address').fill(TYPED.email);
      await page.getByRole('button', { name: 'Join' }).click();
      await titled('Welcome');

      const ask = askServer(server);
      const events = await ask.events(STORY.length);
      expect(events.map(summarizeEvents)).toEqual(STORY);
      expect(errors).toEqual([]);

      const [, , link, view] = events;
      expect(link?.event_data).toMatchObject({ href: `${app.url}/books/tides?invite_token=[masked]`, text: 'Tides' });
      expect(view).toMatchObject({
        page_url: `${app.url}/books/tides?invite_token=[masked]`,
        event_data: { load_type: 'push', previous_path: '/', referrer: `${app.url}/?sort=year` },
      });
      expect(events[9]?.event_data.form_data).toEqual({ action: expect.any(String), method: 'get' });
      for (const name of ['session_id', 'visitor_id'] as const) {
        expect(new Set(events.map((event) => event[name])).size).toBe(1);
      }
      const views = events.filter(({ event_type }) => event_type === 'page_view');
      expect(views.map(({ event_data }) => event_data.route)).toEqual(['/', bookRoute, '/', '/join', '/welcome']);
      expect(new Set(views.map(({ event_data }) => event_data.page_view_id)).size).toBe(views.length);
      // One document for the whole visit, and no gap in seq.
      const all = await ask.everything();
      expect(all.map(({ event_data }) => Number(event_data.seq)).sort((a, b) => a - b)).toEqual([...all.keys()]);

      const known = JSON.stringify([sent, all]);
      for (const secret of SECRETS) expect(known).not.toContain(secret);
      await context.close();
    });
  });
}
