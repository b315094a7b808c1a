/** A new user's mistakes, each found from the console alone: what the server or the browser refuses. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMockServer, type MockServer } from '../../../../examples/shared/mockServer.ts';
import { useSaid } from './support/useSaid.ts';

const pages = useSaid();

/** A key that is for the pages of another origin. */
let strict: MockServer;
/** Something else than our server: a web page with every status, and no CORS headers. */
let stranger: Server;
let strangerUrl = '';
/** Nothing listens here. */
let nobodyUrl = '';

const toUrl = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  strict = await createMockServer({
    keys: [
      {
        customerId: 'demo',
        token: 'ovt_demo',
        scope: 'write',
        allowedOrigins: ['https://shop.example'],
      },
    ],
  });
  stranger = createServer((request, response) => {
    const [, status, cors] = (request.url ?? '').split('/');
    if (cors === 'cors') {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Access-Control-Allow-Headers', '*, Authorization');
    }
    response.writeHead(request.method === 'OPTIONS' ? 200 : Number(status), { 'Content-Type': 'text/html' });
    response.end('<h1>Welcome</h1>');
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  strangerUrl = toUrl(stranger);
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  nobodyUrl = toUrl(gone);
  await new Promise((resolve) => gone.close(resolve));
});
afterAll(async () => {
  await Promise.all([strict?.close(), new Promise((resolve) => stranger.close(resolve))]);
});

describe('what the server says', () => {
  test.each([
    ['key', { apiToken: 'ovt_wrong' }],
    ['customer', { customerId: 'nobody' }],
  ])('a wrong %s: its message, and what to check, once', async (_, options) => {
    const visit = await pages.open({ options });
    const line = await visit.says(/HTTP 401: Unauthorized/);
    expect(line).toMatch(/^warning /);
    expect(line).toContain('The token is not valid for this customer');
    expect(line).toMatch(/customerId.*apiToken/);
    // A page that tries again is not told again.
    const answer = await visit.page.evaluate(async () => {
      window.tracker.resume();
      return window.tracker.trackEvent('again');
    });
    expect(answer).toMatchObject({ success: false, error: 'HTTP 401: Unauthorized', queued: true });
    expect(visit.said).toHaveLength(1);
  });

  test('a wrong origin: the origin to allow', async () => {
    const visit = await pages.open({
      options: { apiBaseUrl: strict.url, customerId: 'demo', apiToken: 'ovt_demo' },
    });
    const line = await visit.says(/HTTP 403: Forbidden/);
    expect(line).toContain('This key is for the pages of other origins');
    expect(line).toContain(pages.url);
    expect(visit.said).toHaveLength(1);
  });

  test('reading with a write key: the server’s message', async () => {
    const visit = await pages.open();
    const answer = await visit.page.evaluate(() => window.tracker.getTrackingStatus());
    expect(answer).toEqual({ success: false, error: 'HTTP 403: Forbidden', event_data: {} });
    expect(await visit.says(/HTTP 403/)).toContain('A write key can only post events');
  });

  test('a rejected event: the server’s message is the answer’s error, and is told once', async () => {
    const visit = await pages.open({ start: '' });
    const { page } = visit;
    const long = 'x'.repeat(300);
    const [one, ...batch] = await page.evaluate(
      async (type) => [
        await window.tracker.trackEvent(type),
        ...(await Promise.all([window.tracker.trackEvent(type), window.tracker.trackEvent('fine')])),
      ],
      long,
    );
    expect(one).toMatchObject({ success: false, dropped: 'rejected', error: expect.stringContaining('event_type') });
    expect(batch).toMatchObject([{ dropped: 'rejected', error: (one as { error: string }).error }, { success: true }]);
    const line = await visit.says(/event_type/);
    expect(line).toMatch(/^warning /);
    expect(visit.said).toHaveLength(1);
  });

  test('answers carry no fields that are undefined', async () => {
    const visit = await pages.open({ start: '' });
    const undefinedFields = await visit.page.evaluate(async (type) => {
      const cycle: Record<string, unknown> = {};
      cycle.self = cycle;
      const { tracker } = window;
      const answers = [
        ...(await Promise.all([tracker.trackEvent(type), tracker.trackEvent('a'), tracker.trackEvent('b')])),
        await tracker.trackEvent('cycle', cycle),
        await tracker.getTrackingStatus(),
      ];
      tracker.shutdown();
      answers.push(await tracker.trackEvent('late'));
      return answers.map((one) => Object.entries(one).filter(([, value]) => value === undefined || value === ''));
    }, 'x'.repeat(300));
    expect(undefinedFields).toEqual([[], [], [], [], [], []]);
  });
});

describe('not our server', () => {
  test.each([
    ['another path of our server', () => `${strict.url}/v2`],
    ['404 with HTML', () => `${strangerUrl}/404/cors`],
    ['405 with HTML', () => `${strangerUrl}/405/cors`],
    ['403 with HTML', () => `${strangerUrl}/403/cors`],
    ['a page', () => `${strangerUrl}/200/cors`],
  ])('%s: the address to check, once', async (_, toBase) => {
    const apiBaseUrl = toBase();
    const visit = await pages.open({ options: { apiBaseUrl, customerId: 'demo', apiToken: 'ovt_demo' } });
    const line = await visit.says(/OneVault server/);
    expect(line).toMatch(/^warning /);
    expect(line).toContain(apiBaseUrl);
    expect(line).toContain('apiBaseUrl');
    expect(visit.said).toHaveLength(1);
  });

  test('the page’s own origin, by default', async () => {
    const visit = await pages.open({
      start: `tracker.shutdown(); window.tracker = new OneVaultTracker({ customerId: 'a', apiToken: 'b' }); tracker.trackPageView();`,
    });
    expect(await visit.says(/OneVault server/)).toContain(pages.url);
  });
});

describe('nothing comes back', () => {
  test.each([
    ['the server is down', () => ({ options: { apiBaseUrl: nobodyUrl } })],
    ['CORS', () => ({ options: { apiBaseUrl: `${strangerUrl}/200` } })],
    ['CSP', () => ({ before: `<meta http-equiv="Content-Security-Policy" content="connect-src 'self'">` })],
  ])('%s: the possible causes, once', async (_, toPage) => {
    const visit = await pages.open({ ...toPage() });
    const line = await visit.says(/No answer|Failed to fetch/);
    expect(line).toMatch(/^warning /);
    for (const cause of ['down', 'CORS', 'connect-src', 'mixed content', 'blocker']) expect(line).toContain(cause);
    await visit.page.evaluate(() => Promise.all([window.tracker.flush(), window.tracker.trackEvent('more')]));
    expect(visit.said).toHaveLength(1);
  });

  test('a single lost request is not worth a line', async () => {
    const visit = await pages.open({ start: 'tracker.trackPageView()' });
    await visit.events(1);
    await visit.context.route('**/api/v1/track', (route) => route.abort(), { times: 1 });
    await visit.page.evaluate(() => window.tracker.trackEvent('two'));
    await visit.events(2);
    expect(visit.said).toEqual([]);
  });
});

describe('why nothing is sent, with enableDebug', () => {
  const globalPrivacyControl = (): void => {
    Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });
  };
  const doNotTrack = (): void => {
    Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' });
  };

  test.each([
    ['Global Privacy Control', {}, globalPrivacyControl, /Global Privacy Control.*respectSignals/],
    ['Do Not Track', {}, doNotTrack, /Do Not Track.*respectSignals/],
    ['consent that is denied', { consent: 'denied' as const }, undefined, /consent.*denied.*setConsent/],
    ['consent that is pending', { consent: 'pending' as const }, undefined, /consent.*pending.*setConsent/],
  ])('%s, once', async (_, options, initScript, reason) => {
    const visit = await pages.open({ options: { ...options, enableDebug: true } }, initScript);
    await visit.page.evaluate(() => window.tracker.trackEvent('more'));
    const line = await visit.says(reason);
    expect(line).toMatch(/^warning /);
    expect(visit.said.filter((one) => reason.test(one))).toHaveLength(1);
  });

  test.each([
    ['Global Privacy Control', {}, globalPrivacyControl],
    ['consent that is denied', { consent: 'denied' as const }, undefined],
    ['consent that is pending', { consent: 'pending' as const }, undefined],
  ])('and without it not a word to a visitor with %s', async (_, options, initScript) => {
    const visit = await pages.open({ options }, initScript);
    await visit.page.evaluate(() => window.tracker.trackEvent('more'));
    expect(visit.said).toEqual([]);
  });
});

test('enableDebug prints type, address, size and what became of each event', async () => {
  const visit = await pages.open({ start: '', options: { enableDebug: true } });
  await visit.page.evaluate(async (type) => {
    await window.tracker.trackEvent('signup', { plan: 'pro' });
    await window.tracker.trackEvent({ event_type: type, page_url: 'https://shop.test/long' });
    await window.tracker.trackEvent('big', { n: 1n });
  }, 'x'.repeat(300));
  expect(await visit.says(/queued signup/)).toMatch(/queued signup http:\S+\/ \d{3} B/);
  expect(await visit.says(/delivered signup/)).toMatch(/delivered signup http:\S+\/ \d{3} B/);
  expect(await visit.says(/dropped x+ /)).toMatch(/https:\/\/shop\.test\/long \d{3} B.*event_type/);
  expect(await visit.says(/dropped big/)).toMatch(/dropped big http:\S+\/ .*BigInt/);
  expect(visit.said.join()).not.toContain('undefined');
});

test.each(['onevault.min.js', 'onevault.full.min.js'] as const)(
  'the class of %s is called by its name',
  async (tag) => {
    const visit = await pages.open({ tag });
    expect(await visit.page.evaluate(() => [window.tracker.constructor.name, window.OneVaultTracker.name])).toEqual([
      'OneVaultTracker',
      'OneVaultTracker',
    ]);
    expect(visit.said).toEqual([]);
  },
);
