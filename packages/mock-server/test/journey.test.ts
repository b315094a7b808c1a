import { gzipSync } from 'node:zlib';
import type { BrowserContext, Route } from '@playwright/test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeJourney } from '../src/playwright/describeJourney.ts';
import { followContext } from '../src/playwright/followContext.ts';
import { createMockServer, type MockServer } from '../src/testing.ts';

// examples/playwright runs the whole fixture in a browser. These tests cover how it redirects a request.

let server: MockServer;
beforeEach(async () => {
  server = await createMockServer();
});
afterEach(() => server?.close());

interface Handled {
  continued: { url: string; headers: Record<string, string> }[];
  fulfilled: number[];
  aborted: number;
  /** As Playwright has it once the page or the context is closed. */
  isClosed: boolean;
  send(url: string, body?: Buffer, headers?: Record<string, string>): Promise<void>;
}

async function follow() {
  let handler: (route: Route) => Promise<void> = async () => {};
  let isTracking: (url: URL) => boolean = () => false;
  const context = {
    route: async (matcher: typeof isTracking, given: typeof handler) => {
      [isTracking, handler] = [matcher, given];
    },
    unroute: async () => {
      isTracking = () => false;
    },
  } as unknown as Pick<BrowserContext, 'route' | 'unroute'>;
  const tracking = await followContext(context, server);
  const browser: Handled = {
    continued: [],
    fulfilled: [],
    aborted: 0,
    isClosed: false,
    async send(url, body, headers = {}) {
      if (!isTracking(new URL(url))) return;
      const request = {
        url: () => url,
        method: () => (body ? 'POST' : 'GET'),
        headers: () => ({ 'content-type': 'application/json', authorization: 'Bearer real', ...headers }),
        postDataBuffer: () => body ?? null,
      };
      await handler({
        request: () => request,
        async continue(to: Handled['continued'][number]) {
          browser.continued.push(to);
          await fetch(to.url, {
            method: request.method(),
            headers: to.headers,
            ...(body && { body: new Uint8Array(body) }),
          });
        },
        fetch: (to: Handled['continued'][number]) =>
          fetch(to.url, { method: request.method(), headers: to.headers, ...(body && { body: new Uint8Array(body) }) }),
        async fulfill({ response }: { response: Response }) {
          if (browser.isClosed) throw new Error('route.fulfill: Fetch response has been disposed');
          browser.fulfilled.push(response.status);
        },
        async abort() {
          if (browser.isClosed) throw new Error('route.abort: Target page, context or browser has been closed');
          browser.aborted += 1;
        },
      } as unknown as Route);
    },
  };
  return { tracking, browser };
}

const json = (body: object) => Buffer.from(JSON.stringify(body));

test('redirects every tracking request to the test’s customer, and no other request', async () => {
  const { tracking, browser } = await follow();
  await browser.send('http://shop.example/api/v1/track', json({ event_id: 'evt_1', event_type: 'order' }));
  await browser.send('http://shop.example/base/api/v1/track/async?x=1', gzipSync(json([{ event_id: 'evt_2' }])), {
    'content-encoding': 'gzip',
  });
  await browser.send('http://shop.example/api/v1/track/status');
  await browser.send('http://shop.example/api/v1/orders', json({}));
  expect(await tracking.expectTracked('order')).toMatchObject({ event_id: 'evt_1' });
  await tracking.expectTracked('page_view');
  await expect(tracking.expectTracked('order', {}, { timeout: 5 } as object)).rejects.toThrow(
    'did you mean "timeoutMs"?',
  );
  expect(browser.continued.map(({ url, headers }) => [url.replace(server.url, ''), headers.authorization])).toEqual([
    ['/api/v1/track', `Bearer ${tracking.writeToken}`],
    ['/api/v1/track/async?x=1', `Bearer ${tracking.writeToken}`],
    ['/api/v1/track/status', `Bearer ${tracking.token}`],
  ]);
  expect([...tracking.sentIds]).toEqual(['evt_1', 'evt_2']);
  expect(await server.events()).toEqual([]);
});

test('answers a request of another protocol itself, since a browser does not allow to redirect it', async () => {
  const { tracking, browser } = await follow();
  await browser.send('https://shop.example/api/v1/track', json({ event_id: 'evt_1' }));
  expect([browser.fulfilled, browser.continued]).toEqual([[200], []]);
  await tracking.expectTracked('page_view');
});

test('a connection that a fault cuts is cut for the page, and does not fail the test', async () => {
  const { tracking, browser } = await follow();
  tracking.faults.add({ fault: 'drop_after', first: 1 });
  await browser.send('https://shop.example/api/v1/track', json({ event_id: 'evt_1' }));
  expect([browser.fulfilled, browser.aborted]).toEqual([[], 1]);
  await tracking.expectTracked('page_view');
});

test('a test may end while a page still waits for an answer', async () => {
  const { tracking, browser } = await follow();
  browser.isClosed = true;
  await browser.send('https://shop.example/api/v1/track', json({ event_id: 'evt_1' }));
  expect([browser.fulfilled, browser.aborted]).toEqual([[], 0]);
  await tracking.expectTracked('page_view');
});

test('an event that left the browser and did not arrive counts as lost', async () => {
  const { tracking, browser } = await follow();
  tracking.faults.add({ fault: 'status', status: 503, first: 1 });
  await browser.send('http://shop.example/api/v1/track', json({ event_id: 'evt_1' }));
  await browser.send('http://shop.example/api/v1/track', json({ event_id: 'evt_2' }));
  await browser.send('http://shop.example/api/v1/track', json({ event_id: 'evt_2' }));
  expect(await tracking.ledger()).toEqual({ sent: 2, received: 1, stored: 1, duplicated: 1, rejected: 0, lost: 1 });
  await tracking.stop();
  await browser.send('http://shop.example/api/v1/track', json({ event_id: 'evt_3' }));
  expect(browser.continued).toHaveLength(3);
});

test('the attachment lists the ledger, then every event', async () => {
  const { tracking, browser } = await follow();
  const at = '2026-11-24T22:00:00.000Z';
  await browser.send(
    'http://shop.example/api/v1/track',
    json([
      { event_id: 'evt_1', event_type: 'order', page_url: '/cart', event_data: { value: 120, session_id: 'sess_1' } },
      { event_type: 'order', page_url: 5 },
    ]),
  );
  const [ledger, events, rejected] = [await tracking.ledger(), await tracking.events(), await tracking.rejected()];
  expect(
    describeJourney({ ledger, events: events.map((event) => ({ ...event, event_timestamp: at })), rejected }),
  ).toMatchInlineSnapshot(`
    "sent 2 · received 2 · stored 1 · duplicated 0 · rejected 1 · lost 0

    22:00:00.000  order  /cart  {"value":120}

    refused  order  /page_url: Input should be a valid string"
  `);
});
