/** The methods, what is sent of whom, and the answers of a server. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMockServer, type MockServer } from '../../../../examples/shared/mockServer.ts';
import { type NodeTrackerOptions, OneVaultTracker } from '../../node/index.ts';

const VISITOR = { visitor_id: 'visitor_7', session_id: 'sess_7' };

let server: MockServer;
let outbox: string;
let trackers: OneVaultTracker[] = [];
let warn: ReturnType<typeof vi.spyOn>;

beforeAll(async () => {
  server = await createMockServer({ engine: 'pglite' });
});
afterAll(() => server?.close());
beforeEach(() => {
  outbox = mkdtempSync(join(tmpdir(), 'onevault-outbox-'));
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(async () => {
  for (const tracker of trackers) tracker.shutdown();
  trackers = [];
  await server.reset();
  rmSync(outbox, { recursive: true, force: true });
  vi.restoreAllMocks();
});

function start(options: Partial<NodeTrackerOptions> = {}): OneVaultTracker {
  const tracker = new OneVaultTracker({ ...server.trackerOptions, outbox, ...options });
  trackers.push(tracker);
  return tracker;
}
const stored = async () => (await server.events()).sort((a, b) => String(a.event_id).localeCompare(String(b.event_id)));

test.each(['js', 'cjs'])('importing it does nothing, and making a tracker touches no disk (%s)', (extension) => {
  const file = fileURLToPath(new URL(`../../dist/node.${extension}`, import.meta.url));
  const code = `const count = () => Object.keys(globalThis).length + process.listenerCount('exit');
    const before = count();
    const { OneVaultTracker } = ${extension === 'js' ? 'await import' : 'require'}(${JSON.stringify(file)});
    if (count() !== before) throw new Error('it did something');
    new OneVaultTracker({ apiBaseUrl: 'http://127.0.0.1:1', customerId: 'a', apiToken: 'b' });`;
  const args = extension === 'js' ? ['--input-type=module', '-e', code] : ['-e', `(async () => {${code}})()`];
  execFileSync(process.execPath, args, { cwd: outbox, stdio: 'pipe' });
  expect(readdirSync(outbox)).toEqual([]);
});

test('each method is an event, with the ids of the visitor and the address of the visit', async () => {
  const tracker = start();
  tracker.setGlobalProperties({ app_version: '1.4' });
  const visitor = tracker.forVisitor(VISITOR, { pageUrl: 'https://shop.example/pay?token=secret1' });
  await Promise.all([
    visitor.trackEvent('order_paid', { value: 9.8 }),
    visitor.trackPageView({ title: 'Pay' }),
    visitor.trackInteraction('link', 'unsubscribe', 'click'),
    visitor.trackFormSubmission('newsletter', { topic: 'tea' }),
    visitor.trackCustomEvent('invoice_sent', { number: 7 }),
    visitor.trackTransactionStep('payment', 'complete', { order_id: '7', value: 9.8, currency: 'EUR' }),
    visitor.trackError(new TypeError('no tea for ann@mail.example')),
    visitor.identify('user-7', { plan: 'pro' }),
    visitor.group('acme', { seats: 2 }),
    visitor.alias('user-8'),
    visitor.trackEvent({ event_type: 'late', page_url: 'https://shop.example/other', event_data: { a: 1 } }),
  ]);
  await tracker.trackEvent('nobody');
  const events = await stored();
  expect(events.map(({ event_type, stage }) => [event_type, stage])).toEqual(
    [
      'order_paid',
      'page_view',
      'user_interaction',
      'form_submission',
      'invoice_sent',
      'transaction_step',
      'js_error',
      'identify',
      'group',
      'alias',
      'late',
      'nobody',
    ].map((type) => [type, 'business']),
  );
  for (const event of events.slice(0, -1))
    expect(event).toMatchObject({ ...VISITOR, event_data: { app_version: '1.4' } });
  const [paid, view, , , , , error, identified, , alias, late, nobody] = events;
  expect(paid?.page_url).toBe('https://shop.example/pay?token=[masked]');
  expect(view).toMatchObject({ page_title: 'Pay', page_path: '/pay' });
  expect(error?.event_data).toMatchObject({ name: 'TypeError', message: 'no tea for [masked]' });
  expect(identified).toMatchObject({ user_id: 'user-7', event_data: { traits: { plan: 'pro' } } });
  expect(alias?.event_data).toMatchObject({ user_id: 'user-8', previous_id: 'user-7' });
  expect(late).toMatchObject({ page_url: 'https://shop.example/other', user_id: 'user-8' });
  expect([nobody?.visitor_id, nobody?.session_id, nobody?.user_id]).toEqual([null, null, null]);
  // A process is no bot, and no browser either.
  for (const event of events) expect([event.is_bot, event.browser_name]).toEqual([false, null]);
  expect(warn).not.toHaveBeenCalled();
});

describe('who is not tracked', () => {
  test.each([
    ['denied', { consent: 'denied' as const }],
    ['not asked yet', { consent: 'pending' as const }],
    ['Global Privacy Control, of fetch', { headers: new Headers({ 'Sec-GPC': '1' }) }],
    ['Global Privacy Control, of Node', { headers: { 'sec-gpc': '1' } }],
    ['Do Not Track', { headers: { DNT: '1' } }],
  ])('%s', async (_, visit) => {
    const tracker = start();
    expect(await tracker.forVisitor(VISITOR, visit).trackEvent('seen')).toMatchObject({
      success: false,
      dropped: 'consent',
    });
    await tracker.flush();
    expect(await stored()).toEqual([]);
  });

  test('signals can be ignored, and other headers are none', async () => {
    await start({ respectSignals: false })
      .forVisitor(VISITOR, { headers: { dnt: '1' } })
      .trackEvent('a');
    await start()
      .forVisitor(VISITOR, { headers: { dnt: '0', cookie: 'x=1' } })
      .trackEvent('b');
    expect((await stored()).map(({ event_type }) => event_type)).toEqual(['a', 'b']);
  });
});

test('an id of another form, as a cookie may bring it, is left out', async () => {
  const visitor = { visitor_id: 'visitor_<script>', session_id: `sess_${'x'.repeat(200)}`, user_id: 7 as never };
  await start().forVisitor(visitor).trackEvent('seen');
  const [event] = await stored();
  expect([event?.visitor_id, event?.session_id, event?.user_id]).toEqual([null, null, null]);
});

test('nothing throws: what is no event is answered with the reason', async () => {
  const tracker = start({ beforeSend: (event) => (event.event_type === 'private' ? null : event) });
  const { trackEvent, trackCustomEvent } = tracker;
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const answers = await Promise.all([
    trackEvent('cycle', cycle),
    trackEvent('big', { n: 1n }),
    trackCustomEvent(undefined as never),
    trackEvent('private'),
    tracker.forVisitor(undefined as never, null as never).trackEvent('fine'),
  ]);
  expect(answers.map((answer) => ('dropped' in answer ? answer.dropped : answer.success))).toEqual([
    'unserializable',
    'unserializable',
    'invalid',
    'filtered',
    true,
  ]);
  expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 5, delivered: 1, queued: 0, dropped: 4 });
});

test.each([
  [{ customerId: '' }, 'OneVault Tracker requires customerId and apiToken'],
  [{ apiBaseUrl: undefined }, 'apiBaseUrl is undefined. Try https://track.example'],
  [{ apiBaseUrl: 'https://track.example/api/v1' }, 'without /api/v1'],
  [{ outbox: '' }, 'outbox is '],
  [{ maxOutboxBytes: 5 }, 'maxOutboxBytes is 5. Try 100000000'],
])('a mistake in the options throws at once: %o', (wrong, message) => {
  expect(() => start(wrong as never)).toThrow(message);
});

test('a key that is refused stops sending and is told; `resume()` tries again, and nothing is lost', async () => {
  const tracker = start({ apiToken: 'wrong' });
  expect(await tracker.trackEvent('kept')).toMatchObject({ queued: true, error: 'HTTP 401: Unauthorized' });
  expect(await tracker.trackEvent('kept too')).toMatchObject({ queued: true });
  expect(warn.mock.calls).toEqual([
    [expect.stringMatching(/HTTP 401: Unauthorized\. .*Check customerId and apiToken/)],
  ]);
  tracker.shutdown();
  const next = start();
  await next.flush();
  expect(next.getDeliveryStats()).toMatchObject({ tracked: 2, delivered: 2 });
});

test('an event that the server refuses is dropped with its words, and the others of its batch are stored', async () => {
  const tracker = start();
  const [good, bad] = await Promise.all([tracker.trackEvent('good'), tracker.trackEvent('x'.repeat(300))]);
  expect(good).toMatchObject({ success: true });
  expect(bad).toMatchObject({ dropped: 'rejected', error: expect.stringContaining('event_type') });
  expect((await stored()).map(({ event_type }) => event_type)).toEqual(['good']);
});

test('`pause()` keeps events, `on` tells what becomes of them', async () => {
  const tracker = start();
  const told: string[] = [];
  for (const name of ['queued', 'sent', 'delivered'] as const) tracker.on(name, () => told.push(name));
  tracker.pause();
  expect(await tracker.trackEvent('paused')).toMatchObject({ queued: true, error: 'Paused' });
  expect([told, tracker.getDeliveryStats().queued]).toEqual([['queued'], 1]);
  tracker.resume();
  await tracker.flush();
  expect([told, (await stored()).length]).toEqual([['queued', 'sent', 'delivered'], 1]);
});

describe('an older server', () => {
  let old: Server;
  let bodies: unknown[];
  beforeEach(async () => {
    bodies = [];
    old = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      const body = JSON.parse(text);
      bodies.push(body);
      response.writeHead(Array.isArray(body) ? 422 : 200, { 'Content-Type': 'application/json' });
      response.end(
        Array.isArray(body) ? '{"detail":[{"msg":"no list"}]}' : `{"success":true,"event_id":"${body.event_id}"}`,
      );
    });
    await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    old.closeAllConnections();
    old.close();
  });

  test('that has no batches gets single events, each once', async () => {
    const tracker = start({ apiBaseUrl: `http://127.0.0.1:${(old.address() as AddressInfo).port}` });
    const answers = await Promise.all([1, 2, 3].map((key) => tracker.trackEvent('made', { key })));
    expect(answers.every(({ success }) => success)).toBe(true);
    const singles = bodies.filter((body) => !Array.isArray(body)) as { event_data: { key: number } }[];
    expect(singles.map(({ event_data }) => event_data.key)).toEqual([1, 2, 3]);
  });
});

test('reading methods answer with what the server says', async () => {
  const tracker = start();
  await tracker.trackEvent('seen');
  expect(await tracker.getTrackingStatus()).toMatchObject({ status: 'success' });
  expect(await tracker.getDashboardData(1)).toMatchObject({ events: [{ raw_event_type: 'seen' }] });
  expect(await start({ apiToken: 'wrong' }).triggerProcessing()).toMatchObject({ error: 'HTTP 401: Unauthorized' });
});
