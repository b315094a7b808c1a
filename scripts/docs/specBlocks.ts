/** What stands around a block of TypeScript or JavaScript that a test runner runs. */
export interface SpecBlock {
  runner: 'vitest' | 'playwright';
  /** Of the file that it becomes. Default: `.test.ts`; Playwright: `.spec.ts`. */
  extension?: string;
  /** The block is part of a test: what it needs comes before, and what must hold then comes after. */
  before?: string;
  after?: string;
  /** The block is a module: these come before and behind it. */
  prepend?: string;
  append?: string;
  /** Texts of the block that stand for something of the reader's. */
  replace?: Record<string, string>;
  /** An event that the block sends to the running server: it must stand in Live. */
  live?: string;
}

const TRACKER = "import { OneVaultTracker } from '@onevault/tracker';";
const KIT = "import { createMockServer } from '@onevault/mock-server/testing';";
const VITEST = "import { expect, test } from 'vitest';";
/** The address in the documents; `code.journey.test.ts` puts that of a running server in its place. */
export const DOCUMENTED_URL = 'http://localhost:8000';

const BOOKED = `
  ${KIT}
  import '@onevault/mock-server/vitest';
  const server = await createMockServer();
  const send = (session_id: string, event_type: string, event_data = {}) => server.fetch('/api/v1/track', {
    method: 'POST',
    headers: { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo', 'Content-Type': 'application/json' },
    body: JSON.stringify({ event_type, page_url: 'https://clinic.example/', event_data: { session_id, ...event_data } }),
  });
  for (const session of ['sess_1', 'sess_2', 'sess_3']) await send(session, 'page_view');
  await send('sess_1', 'appointment_booked', { value: 120 });`;

const CLINIC = `
  import { fileURLToPath } from 'node:url';
  const script = fileURLToPath(import.meta.resolve('@onevault/tracker/onevault.min.js'));
  test.beforeEach(async ({ context }) => {
    await context.route('https://clinic.example/onevault.min.js', (route) => route.fulfill({ path: script }));
    await context.route('https://clinic.example/', (route) => route.fulfill({
      contentType: 'text/html',
      body: '<script src="/onevault.min.js"></script><script>tracker = new OneVaultTracker({ apiBaseUrl: "https://track.example", customerId: "c", apiToken: "t" })</script>' +
        '<button onclick="tracker.trackEvent(\\'appointment_booked\\', { value: 120 })">Book</button>',
    }));
  });`;

const TEA = `
  import { fileURLToPath } from 'node:url';
  const script = fileURLToPath(import.meta.resolve('@onevault/tracker/onevault.min.js'));
  test.beforeEach(async ({ context }) => {
    await context.route('https://tea.example/onevault.min.js', (route) => route.fulfill({ path: script }));
    await context.route('https://tea.example/', (route) => route.fulfill({
      contentType: 'text/html',
      body: '<script src="/onevault.min.js" data-api="https://track.example" data-customer="c" data-key="t"></script><button id="buy">Buy</button>',
    }));
  });`;

/** Cypress itself is no dependency: a stand-in for the few of its methods that the block uses, and a real server. */
const CYPRESS = `
  ${KIT}
  import { afterAll, beforeEach, expect, test } from 'vitest';
  const server = await createMockServer();
  afterAll(() => server.close());
  const added: Record<string, (...args: unknown[]) => Promise<unknown>> = {};
  let redirect = (_: unknown) => {};
  let chain: Promise<unknown> = Promise.resolve();
  const next = (work: () => unknown) => (chain = chain.then(work));
  const Cypress = {
    Commands: { add: (name: string, command: never) => void (added[name] = command) },
    env: (name: string) => (name === 'onevaultUrl' ? server.url : undefined),
  };
  const visit = async (type: string, data = {}) => {
    const request = { url: 'https://track.example/api/v1/track', method: 'POST', headers: {} as Record<string, string> };
    redirect(request);
    const body = JSON.stringify({ event_type: type, event_data: data });
    const headers = { ...request.headers, 'content-type': 'application/json' };
    expect((await fetch(request.url, { method: 'POST', headers, body })).status).toBe(200);
  };
  const cy: any = {
    wrap: (value: unknown) => Promise.resolve(value),
    intercept: async ({ url }: { url: RegExp }, handle: typeof redirect) => {
      expect('https://track.example/api/v1/track').toMatch(url);
      redirect = handle;
    },
    request: async ({ method, url, body }: { method: string; url: string; body?: object }) => {
      const headers = { 'Content-Type': 'application/json' };
      return { body: await (await fetch(url, { method, ...(body && { headers, body: JSON.stringify(body) }) })).json() };
    },
    visit: () => next(() => visit('page_view')),
    contains: () => ({ click: () => next(() => visit('appointment_booked', { value: 120 })) }),
    followTracking: () => next(() => added.followTracking?.()),
    expectTracked: (...args: unknown[]) => next(() => added.expectTracked?.(...args)),
  };
  const it = (title: string, run: () => void) => test(title, async () => {
    run();
    await chain;
    await expect(added.expectTracked?.('never_sent', {}, { timeoutMs: 100 })).rejects.toThrow('never_sent');
    expect(await added.trackedEvents?.()).toHaveLength(2);
  });`;

/** A recipe of a proxy: `handle` is what the framework calls. The server is the one of the test. */
const toProxySpec = (handle: string): SpecBlock => ({
  runner: 'vitest',
  extension: '.test.js',
  append: `
    ${VITEST}
    test('serves the script and stores events', async () => {
      /** @param {string} path @param {RequestInit} [init] @returns {Promise<Response>} */
      const ask = async (path, init) => {
        const request = new Request('http://127.0.0.1' + path, init);
        ${handle}
      };
      expect(await (await ask('/t/s.js')).text()).toContain('OneVaultTracker');
      const headers = { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo', 'Content-Type': 'application/json' };
      const init = { method: 'POST', headers, body: '{"event_type":"proxied"}' };
      expect(await (await ask('/t/e', init)).json()).toMatchObject({ success: true, processing_status: 'complete' });
      expect((await ask('/t/api/v1/track', init)).status).toBe(404);
    });`,
});

const WHOLE: SpecBlock = { runner: 'vitest' };

/** The reader's code in the tutorial stands in a file of its own. */
const ORDER = {
  "import { order } from '../src/order.js';": `
    /** @param {import('@onevault/tracker').OneVaultTracker} tracker @param {string} tea */
    async function order(tracker, tea) {
      await tracker.trackEvent('tea_ordered', { tea, value: 9.8 });
    }`,
};
const TUTORIAL = `
  import { createMockServer } from '@onevault/mock-server/testing';
  import '@onevault/mock-server/vitest';
  ${TRACKER}
  import { afterAll, beforeAll, expect, test } from 'vitest';
  import { order } from '../src/order.js';
  /** @type {Awaited<ReturnType<typeof createMockServer>>} */
  let server;
  beforeAll(async () => {
    server = await createMockServer();
  });
  afterAll(() => server.close());`;

export const SPEC_BLOCKS: Record<string, SpecBlock> = {
  'README.md#a-test/1': WHOLE,
  'packages/mock-server/README.md#onevaultmock-server/2': WHOLE,
  'docs/testing.md#a-server-in-the-test/1': {
    runner: 'vitest',
    before: VITEST,
    after: `
      await tracker.trackEvent('signup');
      expect(await clinic.waitFor({ event_type: 'signup' })).toBeTruthy();
      await server.close();`,
  },
  'docs/testing.md#matchers/1': {
    runner: 'vitest',
    before: `${BOOKED} import { test } from 'vitest';`,
    after: 'await server.close();',
  },
  'docs/testing.md#matchers/2': {
    runner: 'vitest',
    before: `${VITEST} ${BOOKED}`,
    after: "await send('sess_1', 'appointment_cancelled'); await server.close();",
  },
  'docs/testing.md#matchers/4': WHOLE,
  'docs/testing.md#snapshots/1': {
    runner: 'vitest',
    before: `import { test } from 'vitest'; ${BOOKED} const tracking = server;`,
    after: `
      expect(JSON.stringify(toSnapshot(await tracking.events()))).toContain('<session 1>');
      await server.close();`,
  },
  'docs/testing.md#so-that-ci-never-writes-into-production/2': {
    runner: 'vitest',
    before: `import { OneVaultTracker } from '@onevault/tracker'; ${VITEST}`,
    after: `
      expect(server.trackerOptions.environment).toBe('production');
      const tracker = new OneVaultTracker(server.trackerOptions);
      const answer = await tracker.trackEvent('signup', { automated: true });
      expect(answer).toMatchObject({ success: false, dropped: 'rejected' });
      expect(await server.events()).toEqual([]);
      expect((await server.rejected()).map(({ reason }) => reason.rule)).toEqual(['wrong_environment']);
      await server.close();`,
  },
  'docs/testing.md#msw/1': { runner: 'vitest', before: "import { test } from 'vitest';", after: 'msw.close();' },
  'docs/testing.md#faults/1': {
    runner: 'vitest',
    before: `${VITEST} ${BOOKED}`,
    after: `
      const answers = [];
      for (let count = 0; count < 4; count += 1) answers.push(await send('sess_1', 'page_view'));
      expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 200]);
      expect(answers[0]?.headers.get('retry-after')).toBe('1');
      await server.close();`,
  },
  'docs/testing.md#a-tracking-plan/1': {
    runner: 'vitest',
    append: `
      import { createMockServer } from '@onevault/mock-server/testing';
      ${TRACKER} ${VITEST}
      test('the plan types the tracker, and the server refuses what breaks it', async () => {
        const server = await createMockServer({ plan });
        const tracker = new OneVaultTracker<Plan>(server.trackerOptions);
        expect(await tracker.trackEvent('appointment_booked', { service: 'teeth', value: 120 })).toMatchObject({ success: true });
        expect(await tracker.trackEvent('newsletter_joined', { topic: 'teeth' })).toMatchObject({ success: true });
        // @ts-expect-error: no number
        const refused = await tracker.trackEvent('appointment_booked', { service: 'teeth', value: '120' });
        expect(refused).toMatchObject({ dropped: 'rejected' });
        expect(await server.rejected()).toHaveLength(1);
        await server.close();
      });`,
  },
  'docs/testing.md#playwright/1': { runner: 'playwright', append: CLINIC },
  'docs/testing.md#cypress/1': { runner: 'vitest', prepend: CYPRESS },
  'docs/testing.md#whole-tests-to-copy/1': { runner: 'vitest', extension: '.test.tsx' },
  'docs/testing.md#whole-tests-to-copy/2': { runner: 'playwright' },
  'docs/reading.md#csv-and-spreadsheets/1': {
    runner: 'vitest',
    extension: '.test.js',
    append: `
      ${VITEST}
      test('a cell is the text that arrived', () => {
        expect(toText("'=1+1")).toBe('=1+1');
        expect(toText("''a;'=1")).toBe("'a;=1");
        expect(toText("it's")).toBe("it's");
      });`,
  },
  'docs/reading.md#pages/1': {
    runner: 'vitest',
    extension: '.test.js',
    append: `
      ${VITEST}
      test('a search finds every event once and ends, with filters and without', async () => {
        const post = (/** @type {object[]} */ events) => fetch(server + '/api/v1/track', {
          method: 'POST',
          headers: { ...headers, 'Content-Type': 'application/json' },
          body: JSON.stringify(events),
        });
        const batch = (/** @type {string} */ type) => Array.from({ length: 400 }, () => ({ event_type: type }));
        for (const type of ['seen', 'other', 'seen']) expect((await post(batch(type))).status).toBe(200);
        const count = async (/** @type {Record<string, string> | undefined} */ filters = undefined) => {
          const ids = new Set();
          for await (const event of search(filters)) {
            // Other blocks send their own meanwhile.
            if (event.raw_event_type === 'seen' || event.raw_event_type === 'other') ids.add(event.event_id);
          }
          return ids.size;
        };
        expect(await count()).toBe(1200);
        expect(await count({ event_type: 'seen' })).toBe(800);
        expect(await count({ event_type: 'none' })).toBe(0);
        await expect(count({ from: 'yesterday' })).rejects.toThrow('HTTP 422');
      });`,
  },
  'docs/reading.md#live/2': {
    runner: 'vitest',
    extension: '.test.js',
    append: `
      ${VITEST}
      test('follows what happens', async () => {
        const gone = new AbortController();
        const post = (/** @type {object} */ event) => fetch(server + '/api/v1/track', {
          method: 'POST',
          headers: { ...headers, 'Content-Type': 'application/json' },
          body: JSON.stringify(event),
        });
        /** @type {string[]} */
        const seen = [];
        let name = 0;
        const following = follow((event) => {
          seen.push(event.event_id + ' ' + event.stage);
          gone.abort();
        }, gone.signal, { event_type: 'followed' });
        // It may not be open yet.
        while (seen.length === 0) {
          name += 1;
          await post({ event_id: 'evt_followed_' + name, event_type: 'followed' });
        }
        await following;
        expect(seen[0]).toMatch(/^evt_followed_[0-9]+ business$/);
        await expect(follow(() => {}, new AbortController().signal, { status: 'done' })).rejects.toThrow('HTTP 422');
      });`,
  },
  'docs/tutorials/tester.md#2-the-first-test/1': { runner: 'vitest', extension: '.test.js', replace: ORDER },
  'docs/tutorials/tester.md#4-take-the-answer-away/1': {
    runner: 'vitest',
    extension: '.test.js',
    prepend: TUTORIAL,
    replace: ORDER,
  },
  'docs/tutorials/tester.md#5-test-what-must-not-happen/1': {
    runner: 'vitest',
    extension: '.test.js',
    prepend: TUTORIAL,
    replace: { ...ORDER, "import { order } from '../src/order.js';": '' },
  },
  'docs/tutorials/tester.md#6-in-a-real-browser/1': { runner: 'playwright', append: TEA },
  'docs/proxy.md#nextjs/1': toProxySpec('return answer(request);'),
  'docs/proxy.md#nuxt/1': toProxySpec(`
        const { createServer } = await import('node:http');
        const { createApp, toNodeListener } = await import('h3');
        const { default: handler } = await import(import.meta.url);
        const site = createServer(toNodeListener(createApp().use(handler)));
        await new Promise((resolve) => site.listen(0, '127.0.0.1', () => resolve(undefined)));
        const { port } = /** @type {import('node:net').AddressInfo} */ (site.address());
        const answer = await fetch('http://127.0.0.1:' + port + path, init);
        const body = await answer.text();
        site.close();
        return new Response(body, answer);`),
  'docs/proxy.md#sveltekit/1': toProxySpec("return fallback({ request, getClientAddress: () => '192.0.2.7' });"),
  'docs/proxy.md#cloudflare-worker/1': toProxySpec('return (await import(import.meta.url)).default.fetch(request);'),
  'docs/node.md#events-from-a-server/1': {
    runner: 'vitest',
    live: 'transaction_step',
    extension: '.test.js',
    append: `
      ${VITEST}
      test('a payment belongs to the visitor, and nothing is left on disk', async () => {
        const body = JSON.stringify({ visitor_id: 'visitor_pays', session_id: 'sess_pays' });
        await pay(new Request('http://shop.example', { method: 'POST', body }));
        expect(await tracker.close()).toMatchObject({ delivered: 1, queued: 0 });
        const answer = await fetch('${DOCUMENTED_URL}/mock/events?customer_id=demo&event_type=transaction_step');
        expect((await answer.json()).events).toMatchObject([{ visitor_id: 'visitor_pays', event_data: { value: 9.8 } }]);
      });`,
  },
  'docs/node.md#errors/1': {
    runner: 'vitest',
    extension: '.test.js',
    replace: {
      "import { tracker } from './tracker.js';": `
      import { OneVaultTracker } from '@onevault/tracker/node';
      const tracker = new OneVaultTracker({ apiBaseUrl: '${DOCUMENTED_URL}', customerId: 'demo', apiToken: 'ovt_demo', outbox: 'errors-outbox' });`,
    },
    append: `
      ${VITEST}
      test('the last words of a process are kept', async () => {
        /** @type {any} */ (process).emit('uncaughtExceptionMonitor', new Error('the last words'), 'uncaughtException');
        expect(await tracker.close()).toMatchObject({ tracked: 1, delivered: 1 });
      });`,
  },
  'packages/sdk/README.md#on-a-server/1': {
    runner: 'vitest',
    live: 'order_paid',
    extension: '.test.js',
    replace: { 'https://track.example': DOCUMENTED_URL },
    append: `
      ${VITEST}
      test('a payment belongs to the visitor', async () => {
        await trackPayment({ visitor_id: 'visitor_7', session_id: 'sess_7' });
        const answer = await fetch('${DOCUMENTED_URL}/mock/events?customer_id=demo&event_type=order_paid');
        expect((await answer.json()).events).toMatchObject([{ visitor_id: 'visitor_7', event_data: { total: 9.8 } }]);
      });`,
  },
};
