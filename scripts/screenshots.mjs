/**
 * `node scripts/screenshots.mjs [folder] [names…]`: a picture of each view of the server's page, or of those whose names
 * begin so, in light, dark and phone width, with seeded events. Default folder: the new folder screenshots. `--readme` makes those of
 * the README instead, in docs/images.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argv, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { buildStale } from './buildStale.mjs';
import { fillDemo } from './demo/fillDemo.mjs';
import { findChromium } from './findChromium.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const isReadme = argv.includes('--readme');
const [given, ...names] = argv.slice(2).filter((argument) => argument !== '--readme');
const folder = resolve(given ?? join(ROOT, isReadme ? 'docs/images' : 'screenshots'));
/** @type {Record<string, import('playwright-core').BrowserContextOptions>} */
const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 },
};
/**
 * @typedef {object} Picture
 * @property {string} path
 * @property {boolean} [isSignedOut]
 * @property {boolean} [isEmpty]
 * @property {boolean} [isDemo] with the month of a tea shop
 * @property {boolean} [isPlanned] with a tracking plan
 * @property {boolean} [isUnwell] with mistakes that the health checks find
 * @property {(page: import('playwright-core').Page) => Promise<void>} [ready] what is to be done before the picture
 */
/** @type {Record<string, Picture>} */
const VIEWS = {
  'sign-in': { path: '/', isSignedOut: true },
  install: { path: '/install', isEmpty: true },
  live: { path: '/live', isDemo: true, ready: comeAlive },
  'live-event': {
    path: '/live',
    isDemo: true,
    async ready(page) {
      await comeAlive(page);
      await page.getByRole('row', { name: 'Checkout' }).first().click();
      await page.getByText('What staging added').waitFor();
    },
  },
  'live-empty': { path: '/live', isEmpty: true, ready: (page) => page.getByText('No events yet').waitFor() },
  business: { path: '/business?period=7d&compare=previous&timezone=Europe/Berlin', isDemo: true, ready: answered },
  'business-rows': { path: '/business?timezone=Europe/Berlin&more=page', isDemo: true, ready: answered },
  'business-funnel': {
    path: '/business/funnel?timezone=Europe/Berlin&funnel=Checkout',
    isDemo: true,
    ready: answered,
  },
  'business-goals': {
    path: '/business/goals?period=7d&compare=previous&timezone=Europe/Berlin',
    isDemo: true,
    ready: answered,
  },
  'business-paths': { path: '/business/paths?timezone=Europe/Berlin&start=page:is:/', isDemo: true, ready: answered },
  'business-retention': { path: '/business/retention?timezone=Europe/Berlin', isDemo: true, ready: answered },
  'business-attribution': { path: '/business/attribution?timezone=Europe/Berlin', isDemo: true, ready: answered },
  'business-sessions': { path: '/business/sessions?timezone=Europe/Berlin', isDemo: true, ready: answered },
  'business-segment': {
    path: '/business?timezone=Europe/Berlin&segment=From+the+letter&filter=device:is:mobile',
    isDemo: true,
    async ready(page) {
      await answered(page);
      await page.locator('.marker summary').first().click();
    },
  },
  'business-empty': { path: '/business?filter=page:is:/nowhere&timezone=UTC', isDemo: true, ready: answered },
  'tracking-health': {
    path: '/tracking-health',
    isUnwell: true,
    async ready(page) {
      await page.getByRole('article').first().waitFor();
      await page.getByRole('region', { name: 'Each day' }).waitFor();
    },
  },
  'tracking-health-accuracy': {
    path: '/tracking-health',
    isUnwell: true,
    async ready(page) {
      await page.getByRole('region', { name: 'Each day' }).waitFor();
      await page.getByRole('heading', { name: 'Accuracy', exact: true }).scrollIntoViewIfNeeded();
    },
  },
  'tracking-health-memory': {
    path: '/tracking-health',
    isEmpty: true,
    ready: (page) => page.getByText('Not in memory').waitFor(),
  },
  alerts: {
    path: '/alerts',
    isUnwell: true,
    ready: (page) => page.getByText('Minutes since the last event').first().waitFor(),
  },
  'alerts-rules': { path: '/alerts/rules', isUnwell: true, ready: (page) => page.getByText('Hurray').waitFor() },
  'alerts-rule': {
    path: '/alerts/rules',
    isUnwell: true,
    async ready(page) {
      await page.getByRole('button', { name: 'Make a rule …' }).click();
      await page.locator('dialog[open]').getByLabel('Fires when').selectOption('goal');
    },
  },
  'alerts-destinations': {
    path: '/alerts/destinations',
    isUnwell: true,
    ready: (page) => page.getByText('ann@shop.example').first().waitFor(),
  },
  find: { path: '/find' },
  'find-event': { path: '/find/event/evt_rejected', ready: (page) => page.getByText('What staging added').waitFor() },
  'find-session': { path: '/find/session/sess_1', ready: (page) => page.getByText('Checkout').first().waitFor() },
  'find-erase': {
    path: '/find/visitor/visitor_demo_3',
    isDemo: true,
    async ready(page) {
      await page.getByRole('button', { name: 'Erase this person' }).click();
      await page.getByText('are about this id').waitFor();
    },
  },
  pipeline: { path: '/pipeline', isDemo: true, ready: (page) => page.getByText(/^\d+\/s$/).waitFor() },
  'pipeline-stopped': {
    path: '/pipeline/stopped',
    ready: (page) => page.getByText('processing_failed').waitFor(),
  },
  'pipeline-retention': {
    path: '/pipeline',
    isDemo: true,
    async ready(page) {
      await page.getByLabel('Days to keep').fill('14');
      await page.getByRole('button', { name: 'Change …' }).click();
      await page.getByText('Workers delete this').waitFor();
    },
  },
  'pipeline-keys': {
    path: '/pipeline/keys',
    isDemo: true,
    ready: (page) => page.getByText('No key in the database').waitFor(),
  },
  mock: { path: '/mock-server', ready: (page) => page.getByRole('heading', { name: 'Faults' }).waitFor() },
  'mock-journal': { path: '/mock-server/journal', ready: (page) => page.getByText('Left behind').waitFor() },
  'mock-coverage': {
    path: '/mock-server/coverage',
    isPlanned: true,
    ready: (page) => page.getByText('Planned events').waitFor(),
  },
  'find-visitor': { path: '/find/visitor/visitor_1', ready: (page) => page.getByText('Checkout').first().waitFor() },
};

/** Those of the README. */
const README = ['live-event', 'business', 'pipeline'];

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

await buildStale();
const { createMockServer } = await import('../packages/mock-server/dist/testing.js');
const { definePlan } = await import('../packages/mock-server/dist/plan.js');
const plan = definePlan({
  Checkout: {
    type: 'object',
    properties: { value: { type: 'number' }, currency: { type: 'string' }, coupon: { type: 'string' } },
    required: ['value', 'currency'],
  },
  newsletter_signup: { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'] },
  search: { type: 'object', properties: { query: { type: 'string' }, results: { type: 'integer' } } },
});
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: (await findChromium({ install: false })) ?? '',
  args: ['--disable-gpu'],
  chromiumSandbox: false,
});
const full = await createMockServer();
const empty = await createMockServer();
const demo = await createMockServer({ engine: 'pglite', rateLimit: 0 });
const unwell = await createMockServer({ engine: 'pglite' });
const closed = await createMockServer({ mock: false });
const planned = await createMockServer({ plan });
await seed(full);
await seed(planned);
await seedMistakes(unwell);
await seedAlerts(unwell);
await fillDemo({ url: demo.url, customerId: 'demo', token: 'ovt_demo' });
for (const [name, picture] of Object.entries(VIEWS)) {
  if (isReadme ? !README.includes(name) : names.length > 0 && !names.some((one) => name.startsWith(one))) continue;
  for (const look of isReadme ? ['light'] : Object.keys(LOOKS)) await take(name, picture, look);
}
await browser.close();
for (const server of [full, empty, demo, unwell, closed, planned]) await server.close();
stdout.write(`${folder}\n`);

/** @param {string} name @param {Picture} picture @param {string} look */
async function take(name, { path, isSignedOut, isEmpty, isDemo, isPlanned, isUnwell, ready }, look) {
  const others = [isSignedOut && closed, isEmpty && empty, isDemo && demo, isPlanned && planned, isUnwell && unwell];
  const { url } = others.find(Boolean) || full;
  const context = await browser.newContext({ ...LOOKS[look], locale: 'en-GB', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(`${url}${path}`);
  // What the HTML brings looks like the view already.
  await page.locator('#shell, .placeholder').first().waitFor({ state: 'detached' });
  await ready?.(page)?.catch((/** @type {Error} */ error) =>
    stdout.write(`${name} (${look}): ${error.message.split('\n')[0]}\n`),
  );
  if (isReadme) {
    // Playwright makes no WebP, which has a third of the bytes.
    const devtools = await context.newCDPSession(page);
    const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 85 });
    writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
  } else await page.screenshot({ path: join(folder, `${name}-${look}.png`) });
  await context.close();
}

/** Waits until every number is there. @param {import('playwright-core').Page} page */
async function answered(page) {
  await page.locator('.progress[data-busy="false"]').waitFor({ state: 'attached' });
}

/** Events arrive while somebody watches: a visit, with what can go wrong. @param {import('playwright-core').Page} page */
async function comeAlive(page) {
  await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
  const visit = [
    ['page_view', '/'],
    ['page_view', '/tea'],
    ['search', '/tea'],
    ['page_view', '/tea/sencha'],
    ['scroll_depth', '/tea/sencha'],
    ['user_interaction', '/tea/sencha'],
    ['page_view', '/cart'],
    ['Checkout', '/cart'],
    [' ', '/cart'],
    ['page_view', '/thanks'],
    ['newsletter_signup', '/thanks'],
  ];
  for (let n = 0; n < 2 * visit.length; n += 1) {
    const [event_type, path] = visit[n % visit.length] ?? [];
    const id = n % 3;
    const event_data = {
      session_id: `sess_live_${id}`,
      visitor_id: `visitor_live_${id}`,
      timestamp: new Date().toISOString(),
      ...(event_type === 'Checkout' && { value: 42.5, currency: 'EUR', items: [{ item_id: 'sencha', quantity: 2 }] }),
    };
    await track(page.url().startsWith(demo.url) ? demo : full, {
      event_type,
      page_url: `https://shop.example${path}`,
      event_data,
    });
  }
  await page.getByRole('row', { name: 'newsletter_signup' }).first().waitFor();
  // The rate is that of the last seconds.
  await page.waitForTimeout(1_100);
}

/** @param {import('../packages/mock-server/src/testing.ts').MockServer} server */
async function seed(server) {
  // Else what is set aside is tried again after 10 s.
  server.clock.freeze();
  const startedMs = Date.now() - 900_000;
  const pages = ['/', '/tea', '/tea/sencha', '/tea/assam', '/cart', '/contact'];
  const types = ['page_view', 'page_view', 'user_interaction', 'scroll_depth', 'search', 'item_interaction'];
  /** @type {object[]} */
  const events = Array.from({ length: 120 }, (_, n) => ({
    event_type: types[n % types.length],
    page_url: `https://shop.example${pages[(n * 5) % pages.length]}`,
    event_data: {
      session_id: `sess_${n % 9}`,
      visitor_id: `visitor_${n % 9}`,
      title: 'Tea shop',
      viewport_size: '1280x800',
      timestamp: new Date(startedMs + n * 7_000).toISOString(),
      language: 'en-GB',
      element_id: n % 6 === 2 ? 'add-to-cart' : undefined,
    },
  }));
  events.push(
    {
      event_type: 'Checkout',
      page_url: 'https://shop.example/cart',
      event_data: {
        session_id: 'sess_1',
        visitor_id: 'visitor_1',
        value: 42.5,
        currency: 'EUR',
        items: [{ item_id: 'sencha', quantity: 2 }],
      },
    },
    {
      event_id: 'evt_rejected',
      event_type: ' ',
      page_url: 'https://shop.example/cart',
      event_data: { session_id: 'sess_1', visitor_id: 'visitor_1', note: 'an event without a name' },
    },
  );
  await track(server, events);
  server.faults.add({ fault: 'set_aside', first: 1 });
  await track(server, [
    {
      event_type: 'newsletter_signup',
      page_url: 'https://shop.example/contact',
      event_data: { session_id: 'sess_2', visitor_id: 'visitor_2' },
    },
  ]);
}

/**
 * Page views that are doubled, that have no title, and some events that are lost.
 *
 * @param {import('../packages/mock-server/src/testing.ts').MockServer} server
 */
async function seedMistakes(server) {
  let made = 0;
  const view = (/** @type {string} */ path, /** @type {object} */ data = {}) => ({
    event_id: `evt_${++made}`,
    event_type: 'page_view',
    page_url: `https://shop.example${path}`,
    event_data: {
      session_id: `sess_${made >> 2}`,
      visitor_id: `visitor_${made >> 3}`,
      tab_id: `tab_${made}`,
      seq: 0,
      title: 'Tea shop',
      timestamp: new Date().toISOString(),
      ...data,
    },
  });
  const many = (/** @type {number} */ amount, /** @type {(n: number) => object} */ make) =>
    Array.from({ length: amount }, (_, n) => make(n));
  const good = many(240, (n) => view(`/tea/${n % 6}`, n % 20 === 0 ? { seq: 1 } : {}));
  await track(server, good);
  await track(server, good.slice(0, 9));
  await track(server, [
    ...many(24, (n) => view('/cart', { tab_id: `tab_cart_${n >> 1}`, seq: n % 2 })),
    ...many(9, () => view('/tea/sencha', { title: '' })),
  ]);
}

/**
 * Rules, of which one fires, and whom they tell.
 *
 * @param {import('../packages/mock-server/src/testing.ts').MockServer} server
 */
async function seedAlerts(server) {
  const { customerId, apiToken } = server.trackerOptions;
  const headers = {
    'Content-Type': 'application/json',
    'X-Customer-ID': customerId,
    Authorization: `Bearer ${apiToken}`,
  };
  const post = async (/** @type {string} */ path, /** @type {object} */ body) =>
    (await server.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  const { goal } = await post('/api/v1/analytics/saved/goals', { name: 'Order', filters: ['event:is:Checkout'] });
  await post('/api/v1/alerts/destinations', { kind: 'email', address: 'ann@shop.example', label: 'Ann' });
  await post('/api/v1/alerts/destinations', { kind: 'email', address: 'team@shop.example' });
  await post('/api/v1/alerts/rules', { name: 'The shop is silent', kind: 'no_events', settings: { minutes: 5 } });
  await post('/api/v1/alerts/rules', { name: 'Broken events', kind: 'bad_share', settings: { percent: 2 } });
  await post('/api/v1/alerts/rules', { name: 'Hurray', kind: 'goal', settings: { goal_id: goal.goal_id } });
  await server.engine.operations?.alerts.evaluate(customerId, { now: new Date(Date.now() + 600_000).toISOString() });
}

/**
 * @param {import('../packages/mock-server/src/testing.ts').MockServer} server
 * @param {object} events one, or a list
 */
async function track(server, events) {
  const { customerId, apiToken } = server.trackerOptions;
  await server.fetch('/api/v1/track', {
    method: 'POST',
    headers: {
      'X-Customer-ID': customerId,
      Authorization: `Bearer ${apiToken}`,
      'Content-Type': 'application/json',
      'User-Agent': AGENT,
    },
    body: JSON.stringify(events),
  });
}
