import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, type BrowserContext, connectBrowser, type Page } from '../../../scripts/connectBrowser.ts';
import { askServer, type StoredEvent } from '../../shared/askServer.ts';
import { startTestServer, type TestServer } from '../../shared/startTestServer.ts';
import { SECRETS, TYPED } from '../../shared/typed.ts';
import { serveShop, toConfigScript } from './serveShop.ts';

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  server = await startTestServer({ database: 'embedded', files: serveShop() });
  browser = await connectBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** A summary of the events of the shop: type and subject. */
const summarizeEvents = ({ event_type, page_path, element_id, item_ids, event_data }: StoredEvent) =>
  [
    event_type,
    event_type === 'page_view' ? page_path : (element_id ?? event_data.form_id ?? event_data.action),
    ...item_ids,
  ]
    .filter(Boolean)
    .join(' ');

/** Looks at teas, orders one and writes to the shop. */
async function walkThroughTheShop(page: Page): Promise<void> {
  await page.goto(`${server.url}/shop/`);
  await page.getByRole('link', { name: 'Assam' }).click();
  // Until the page is loaded: the shop's own script is deferred, and a button is there before its handler is.
  await page.waitForURL('**/assam.html');
  // The icon inside the button: a click on a child is a click on the button.
  await page.locator('#add-to-cart svg').click();
  await page.getByRole('link', { name: 'your cart' }).click();
  await page.waitForURL('**/cart.html');
  await page.getByRole('button', { name: 'Place the order' }).click();
  await page.waitForURL('**/thank-you.html');
  await page.getByRole('link', { name: 'Contact' }).click();
  await page.waitForURL('**/contact.html');
  await page.getByLabel('Your name').fill(TYPED.name);
  await page.getByLabel('Your e-mail address').fill(TYPED.email);
  await page.getByLabel('Your message').fill(TYPED.message);
  await page.getByText('Send the message').click();
  await page.waitForURL('**/thank-you.html');
  await page.getByRole('heading', { name: 'Thank you!' }).waitFor();
}

test('a visit to the shop reaches the business layer event by event', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const errors: string[] = [];
  const sent: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('request', (request) => sent.push(request.url(), request.postData() ?? ''));
  await walkThroughTheShop(page);

  const ask = askServer(server);
  const wanted = [
    'page_view /shop/',
    `user_interaction ${server.url}/shop/assam.html`,
    // The shop's own script is deferred, so it runs just before the document is ready and its page view is tracked.
    'item_interaction view tea-assam',
    'page_view /shop/assam.html',
    'user_interaction add-to-cart',
    'add_to_cart tea-assam',
    `user_interaction ${server.url}/shop/cart.html`,
    'transaction_step start',
    'page_view /shop/cart.html',
    'user_interaction place-order',
    'transaction_step complete tea-assam',
    'page_view /shop/thank-you.html',
    `user_interaction ${server.url}/shop/contact.html`,
    'page_view /shop/contact.html',
    // Only the start of the form; all else in it is private.
    'user_interaction contact-form',
    'form_submission contact-form',
    'page_view /shop/thank-you.html',
  ];
  const events = await ask.events(wanted.length);
  expect(events.map(summarizeEvents)).toEqual(wanted);
  expect(errors).toEqual([]);

  // Each event, requested by its id, is valid and in business.
  for (const { event_id, event_type, page_url } of events) {
    const { event } = (await ask.get(`/api/v1/track/events/${event_id}`)) as { event: Record<string, unknown> };
    expect(event).toMatchObject({ event_id, event_type, page_url, stage: 'business', reason: null });
    expect(event.layers).toMatchObject({ staging: { validation_status: 'VALID', quality_score: 1 } });
  }
  const dashboard = (await ask.get('/api/v1/track/dashboard?limit=100')) as {
    summary: object;
    events: { event_id: string; business_status: string }[];
  };
  expect(dashboard.summary).toMatchObject({
    total_events: dashboard.events.length,
    processed_to_business: dashboard.events.length,
    completion_rate: 1,
  });
  expect(new Set(dashboard.events.map((row) => row.business_status))).toEqual(new Set(['✅ Complete Pipeline']));
  const shown = new Set(dashboard.events.map((row) => row.event_id));
  for (const { event_id } of events) expect(shown).toContain(event_id);

  // One visit by one visitor, six separate pages.
  expect(new Set(events.map((event) => event.session_id)).size).toBe(1);
  expect(new Set(events.map((event) => event.visitor_id)).size).toBe(1);
  const views = events.filter((event) => event.event_type === 'page_view');
  expect(new Set(views.map((event) => event.event_data.page_view_id)).size).toBe(views.length);
  expect(views.map((event) => event.page_title)).toEqual([
    'Kettle & Leaf: three good teas',
    'Assam · Kettle & Leaf',
    'Your cart · Kettle & Leaf',
    'Thank you · Kettle & Leaf',
    'Contact · Kettle & Leaf',
    'Thank you · Kettle & Leaf',
  ]);
  expect(events[0]).toMatchObject({ browser_name: 'Chrome', device_type: 'desktop' });

  // The form was sent once, and only its action and method were tracked.
  const [form] = events.filter((event) => event.event_type === 'form_submission');
  expect(form?.event_data.form_data).toEqual({ action: `${server.url}/shop/thank-you.html`, method: 'post' });

  // Neither typed text nor the key is in any sent content or stored event.
  const known = JSON.stringify([sent, dashboard, events, await ask.get('/api/v1/track/status')]);
  for (const secret of [...SECRETS, server.token]) expect(known).not.toContain(secret);
  await context.close();
});

test('two visitors are two visitors, and a new tab of one continues the session', async () => {
  const customer = await server.addCustomer();
  const ask = askServer(customer);
  const openShop = async (context: BrowserContext) => {
    const page = await context.newPage();
    await page.route('**/config.js', (route) =>
      route.fulfill({ body: toConfigScript(customer), contentType: 'text/javascript' }),
    );
    await page.goto(`${server.url}/shop/`);
  };
  const [first, second] = await Promise.all([browser.newContext(), browser.newContext()]);
  await openShop(first);
  await ask.events(1);
  await openShop(first);
  await ask.events(2);
  await openShop(second);
  const [a, b, c] = await ask.events(3);
  expect(b).toMatchObject({ session_id: a?.session_id, visitor_id: a?.visitor_id });
  expect(b?.event_data.tab_id).not.toBe(a?.event_data.tab_id);
  expect(c?.session_id).not.toBe(a?.session_id);
  expect(c?.visitor_id).not.toBe(a?.visitor_id);
  await Promise.all([first.close(), second.close()]);
});
