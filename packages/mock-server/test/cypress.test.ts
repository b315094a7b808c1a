import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Chain,
  type CyLike,
  type InterceptedRequest,
  registerCommands,
  type TrackingCommands,
} from '../src/cypress/registerCommands.ts';
import { createMockServer, type MockServer } from '../src/testing.ts';

// Cypress is not installed here: the commands run against a fake of its documented API (Commands.add, intercept with
// middleware, request, env) and a real server.

let server: MockServer;
let commands: TrackingCommands;
let intercepted: { url: RegExp; handle(request: InterceptedRequest): void }[];
beforeEach(async () => {
  server = await createMockServer();
  intercepted = [];
  const added: Record<string, unknown> = {};
  const cy: CyLike = {
    wrap: (value) => Promise.resolve(value) as unknown as Chain<typeof value>,
    intercept({ url }, handle) {
      intercepted.push({ url, handle });
      return Promise.resolve(null) as unknown as Chain<null>;
    },
    request: ({ method, url, body, failOnStatusCode = true }) =>
      fetch(url, {
        method,
        ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      }).then(async (response) => {
        if (!response.ok && failOnStatusCode) throw new Error(`cy.request() failed: ${response.status}`);
        return { body: await response.json() };
      }) as unknown as Chain<{
        body: Record<string, unknown>;
      }>,
  };
  registerCommands(
    {
      Commands: { add: (name, command) => void Object.assign(added, { [name]: command }) },
      env: (name) => (name === 'onevaultUrl' ? `${server.url}/` : undefined),
    },
    cy,
  );
  commands = added as unknown as TrackingCommands;
});
afterEach(() => server?.close());

/** Handles a request of the page as Cypress does: calls the handler, then sends the request. */
async function sendAsPage(url: string, body: object): Promise<number> {
  const request: InterceptedRequest = {
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer real' },
  };
  for (const { url: wanted, handle } of intercepted) if (wanted.test(url)) handle(request);
  return (
    await fetch(request.url, {
      method: 'POST',
      headers: request.headers as Record<string, string>,
      body: JSON.stringify(body),
    })
  ).status;
}

test('makes the page’s tracker send to a new customer, and waits for its events', async () => {
  const { customer_id: customerId } = await commands.followTracking();
  expect(
    await sendAsPage('https://track.example/api/v1/track', {
      event_id: 'evt_1',
      event_type: 'signup',
      event_data: { plan: 'pro' },
    }),
  ).toBe(200);
  expect(await sendAsPage('https://track.example/base/api/v1/track/async?x=1', { event_id: 'evt_2' })).toBe(200);
  expect(await commands.expectTracked('signup', { plan: 'pro' })).toMatchObject({ event_id: 'evt_1' });
  await commands.expectTracked('page_view');
  expect(await commands.trackedEvents()).toHaveLength(2);
  expect(await commands.trackingLedger()).toMatchObject({ received: 2, stored: 2, lost: 0 });
  expect(customerId).not.toBe('demo');
  expect(await server.events()).toEqual([]);
});

test('a wait that times out fails with the nearest events', async () => {
  await commands.followTracking();
  await sendAsPage('https://track.example/api/v1/track', { event_type: 'signup', event_data: { plan: 'free' } });
  const failing = commands.expectTracked('signup', { plan: 'pro' }, { timeoutMs: 0 }) as unknown as Promise<never>;
  await expect(failing).rejects.toThrow('plan: expected "pro", got "free"');
});

test('a fault affects only the test’s own customer', async () => {
  await commands.followTracking();
  await commands.addTrackingFault({ fault: 'status', status: 503, first: 1 });
  expect(await sendAsPage('https://track.example/api/v1/track', {})).toBe(503);
  expect(await sendAsPage('https://track.example/api/v1/track', {})).toBe(200);
});

test('without a customer the error says what to call first', () => {
  expect(() => commands.trackedEvents()).toThrow('no customer is followed. Please call cy.followTracking() first.');
});
