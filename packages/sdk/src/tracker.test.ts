import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createReceiver, type Receiver } from '../test/support/createReceiver.ts';
import type { TrackerOptions } from './config.ts';
import { OneVaultTracker } from './tracker.ts';

const options = { apiBaseUrl: 'https://api.test/', customerId: 'acme', apiToken: 'ovt_secret' };
let receiver: Receiver;
const trackers: OneVaultTracker[] = [];
const openInspector = vi.fn();
const load = vi.fn(async () => ({ openInspector }));

function createTracker(given: TrackerOptions): OneVaultTracker {
  const tracker = new OneVaultTracker(given, load);
  trackers.push(tracker);
  return tracker;
}

beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  localStorage.clear();
  document.title = 'Shop';
  receiver = createReceiver();
});

afterEach(() => {
  for (const tracker of trackers.splice(0)) tracker.shutdown();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('construction', () => {
  test.each([[undefined], [{}], [{ customerId: 'a' }], [{ apiToken: 'b' }], [{ customerId: '', apiToken: 'b' }]])(
    'refuses %j with the text clients know',
    (given) => {
      expect(() => new OneVaultTracker(given as TrackerOptions, load)).toThrow(
        new Error('OneVault Tracker requires customerId and apiToken'),
      );
    },
  );

  test('sends nothing and stores nothing', () => {
    createTracker(options);
    expect(receiver.requests).toEqual([]);
    expect(localStorage.length).toBe(0);
  });
});

describe('the event on the wire', () => {
  test('goes to the track route with the customer’s headers and no token in the address', async () => {
    await createTracker(options).trackEvent('signup', { plan: 'pro' });
    const [request] = receiver.requests;
    expect(request).toMatchObject({ method: 'POST', url: 'https://api.test/api/v1/track' });
    expect(request?.headers).toEqual({
      'Content-Type': 'application/json',
      'X-Customer-ID': 'acme',
      Authorization: 'Bearer ovt_secret',
    });
  });

  test('goes to the async route with useAsync', async () => {
    await createTracker({ ...options, useAsync: true }).trackEvent('signup');
    expect(receiver.requests[0]?.url).toBe('https://api.test/api/v1/track/async');
  });

  test('has its context', async () => {
    const tracker = createTracker(options);
    await tracker.trackEvent({ event_type: 'signup', page_url: 'https://x.test/', event_data: { plan: 'pro' } });
    await tracker.trackEvent('next');
    const [first, second] = receiver.events();
    const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
    expect(first).toEqual({
      event_id: expect.stringMatching(`^evt_${uuid}$`),
      event_type: 'signup',
      page_url: 'https://x.test/',
      event_data: {
        plan: 'pro',
        visitor_id: expect.stringMatching(`^visitor_${uuid}$`),
        session_id: expect.stringMatching(`^sess_${uuid}$`),
        page_view_id: expect.stringMatching(`^pv_${uuid}$`),
        tab_id: expect.stringMatching(`^tab_${uuid}$`),
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        sent_at: expect.stringMatching(/^\d{4}-.*Z$/),
        seq: 0,
        // The test's browser sets navigator.webdriver.
        automated: true,
      },
    });
    const same = ['visitor_id', 'session_id', 'page_view_id', 'tab_id'];
    for (const name of same) expect(second?.event_data[name]).toBe(first?.event_data[name]);
    expect(second?.event_data.seq).toBe(1);
    expect(second && first && second.event_id > first.event_id).toBe(true);
  });

  test('says its environment, if it has one', async () => {
    await createTracker({ ...options, environment: 'staging' }).trackEvent('x');
    await createTracker({ ...options, customerId: 'other' }).trackEvent('x');
    expect(receiver.events().map(({ event_data }) => event_data.environment)).toEqual(['staging', undefined]);
  });

  test('has defaults: a page view of this page without data', async () => {
    const tracker = createTracker(options);
    await tracker.trackEvent();
    await tracker.trackEvent({});
    for (const event of receiver.events()) {
      expect(event).toMatchObject({ event_type: 'page_view', page_url: location.href });
    }
    expect(receiver.stored.size).toBe(2);
  });

  test('lets the caller’s fields win, except seq, sent_at and tab_id', async () => {
    const own = { session_id: 'sess_mine', visitor_id: 'visitor_mine', timestamp: 'then', page_view_id: 'mine' };
    await createTracker(options).trackEvent('x', { ...own, seq: 99, sent_at: 'never', tab_id: 'mine' });
    const data = receiver.events()[0]?.event_data;
    expect(data).toMatchObject(own);
    expect(data).toMatchObject({ seq: 0, tab_id: expect.stringMatching(/^tab_/) });
    expect(data?.sent_at).not.toBe('never');
  });

  test('keeps an event id of the caller', async () => {
    await createTracker(options).trackEvent({ event_id: 'evt_order-1' });
    expect(receiver.events()[0]?.event_id).toBe('evt_order-1');
  });

  test('is a copy: later changes to the object have no effect', async () => {
    const data = { items: [1] };
    const answer = createTracker(options).trackEvent('cart', data);
    data.items.push(2);
    await answer;
    expect(receiver.events()[0]?.event_data.items).toEqual([1]);
  });

  test('keeps its arrays on pages with an old Prototype.js', async () => {
    const patched = Array.prototype as { toJSON?: unknown };
    patched.toJSON = () => 'broken';
    try {
      await createTracker(options).trackEvent('x', { list: [1, 2] });
      expect(patched.toJSON).toBeTypeOf('function');
    } finally {
      delete patched.toJSON;
    }
    expect(receiver.events()[0]?.event_data.list).toEqual([1, 2]);
  });
});

describe('the named events', () => {
  const track = async (run: (tracker: OneVaultTracker) => Promise<unknown>) => {
    await run(createTracker(options));
    return receiver.events()[0];
  };

  test('a page view', async () => {
    const event = await track((tracker) => tracker.trackPageView({ section: 'a', title: 'Mine' }));
    expect(event).toMatchObject({ event_type: 'page_view', page_url: location.href });
    expect(event?.event_data).toMatchObject({ title: 'Mine', referrer: document.referrer, section: 'a' });
  });

  test('an interaction', async () => {
    const event = await track((tracker) => tracker.trackInteraction('button', 'buy', 'click', { price: 9 }));
    expect(event?.event_type).toBe('user_interaction');
    expect(event?.event_data).toMatchObject({ element_type: 'button', element_id: 'buy', action: 'click', price: 9 });
  });

  test('a form submission', async () => {
    const event = await track((tracker) => tracker.trackFormSubmission('news', { topic: 'x' }));
    expect(event?.event_type).toBe('form_submission');
    expect(event?.event_data).toMatchObject({ form_id: 'news', form_data: { topic: 'x' } });
  });

  test('a custom event, its type verbatim', async () => {
    const event = await track((tracker) => tracker.trackCustomEvent('Größe geändert', { a: 1 }));
    expect(event?.event_type).toBe('Größe geändert');
    expect(event?.event_data).toMatchObject({ a: 1, timestamp: expect.any(String) });
  });

  test('a new page view gets a new page_view_id, which later events share', async () => {
    const tracker = createTracker(options);
    await tracker.trackEvent('early');
    await tracker.trackPageView();
    await tracker.trackEvent('on the first');
    await tracker.trackPageView();
    await tracker.trackEvent('on the second');
    const ids = receiver.events().map((event) => event.event_data.page_view_id);
    expect(new Set(ids.slice(0, 3)).size).toBe(1);
    expect(new Set(ids.slice(3)).size).toBe(1);
    expect(ids[0]).not.toBe(ids[4]);
  });
});

describe('answers', () => {
  test('are the server’s own when it stored the event', async () => {
    expect(await createTracker(options).trackEvent('x')).toMatchObject({
      success: true,
      processing: 'automatic',
      processing_status: 'complete',
    });
  });

  test.each([
    [400, 'HTTP 400: Bad Request'],
    [401, 'HTTP 401: Unauthorized'],
    [403, 'HTTP 403: Forbidden'],
    [429, 'HTTP 429: Too Many Requests'],
    [500, 'HTTP 500: Internal Server Error'],
    [503, 'HTTP 503: Service Unavailable'],
  ])('have our own phrase for %i', async (status, error) => {
    receiver.faults.push({ status });
    const answer = await createTracker(options).trackEvent('x', { a: 1 });
    expect(answer).toMatchObject({ success: false, error, event_data: { a: 1 } });
  });

  test('are failures, not exceptions, without network, JSON or success', async () => {
    receiver.faults.push(
      { network: 'refuse' },
      { status: 200, body: '<html>' },
      { status: 200, body: { success: false } },
    );
    for (let n = 0; n < 3; n++) {
      const answer = await createTracker(options).trackEvent('x', { a: 1 });
      expect(answer).toMatchObject({ success: false, error: expect.any(String), event_data: { a: 1 } });
    }
  });

  test('are failures for values that JSON cannot hold, and such an event uses no seq', async () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const tracker = createTracker(options);
    expect(await tracker.trackEvent('x', cycle)).toMatchObject({ success: false, event_data: { self: cycle } });
    expect(await tracker.trackEvent('x', { big: 1n })).toMatchObject({ success: false });
    await tracker.trackEvent('fine');
    expect(receiver.events()[0]?.event_data.seq).toBe(0);
  });

  test('are failures if the page broke fetch, or a getter throws', async () => {
    const tracker = createTracker(options);
    const trap = {
      get a() {
        throw new Error('trap');
      },
    };
    expect(await tracker.trackPageView(trap)).toMatchObject({ success: false, error: 'trap', event_data: {} });
    for (const broken of [null, 1, () => undefined, () => null]) {
      vi.stubGlobal('fetch', broken);
      expect(await createTracker(options).trackEvent('x')).toMatchObject({ success: false });
    }
  });
});

describe('reading', () => {
  test('calls the documented routes', async () => {
    const tracker = createTracker(options);
    await tracker.getTrackingStatus();
    await tracker.getDashboardData();
    await tracker.getDashboardData(50);
    expect(await tracker.triggerProcessing()).toMatchObject({ status: 'success' });
    expect(receiver.requests.map(({ method, url }) => `${method} ${url.slice(16)}`)).toEqual([
      'GET /api/v1/track/status',
      'GET /api/v1/track/dashboard?limit=10',
      'GET /api/v1/track/dashboard?limit=50',
      'POST /api/v1/track/process',
    ]);
  });

  test('answers a failure with its status', async () => {
    receiver.faults.push({ status: 403 }, { network: 'refuse' });
    const tracker = createTracker(options);
    const failure = { success: false, event_data: {} };
    expect(await tracker.getTrackingStatus()).toEqual({ ...failure, error: 'HTTP 403: Forbidden' });
    expect(await tracker.getDashboardData()).toEqual({ ...failure, error: 'Failed to fetch' });
  });
});

test('debug output is prefixed, and off by default', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const silent = createTracker(options);
  await silent.trackEvent('x');
  expect(log).not.toHaveBeenCalled();
  silent.shutdown();
  await createTracker({ ...options, enableDebug: true }).trackEvent('x');
  expect(log).toHaveBeenCalled();
  for (const [prefix] of log.mock.calls) expect(prefix).toBe('[OneVault]');
});

describe('the inspector', () => {
  const search = (query: string): void => history.replaceState(null, '', `/${query}`);
  beforeEach(() => {
    load.mockClear();
    openInspector.mockClear();
    search('');
    sessionStorage.clear();
  });
  afterEach(() => search(''));

  test('is loaded by inspect(), and gets the tracker', async () => {
    const tracker = createTracker(options);
    expect(load).not.toHaveBeenCalled();
    await tracker.inspect();
    expect(openInspector.mock.calls).toEqual([[tracker]]);
  });

  test.each(['?ov_debug', '?a=1&ov_debug=1'])('is loaded by %s in the address', (query) => {
    search(query);
    createTracker(options);
    expect(load).toHaveBeenCalledOnce();
  });

  test('is loaded if the visitor keeps it open in this tab', () => {
    sessionStorage.setItem('ov_debug', '1');
    createTracker(options);
    expect(load).toHaveBeenCalledOnce();
  });

  test('is loaded by nothing else, nor by the address with inspector: false', async () => {
    search('?a=ov_debugger');
    createTracker(options).shutdown();
    search('?ov_debug');
    const tracker = createTracker({ ...options, inspector: false });
    expect(load).not.toHaveBeenCalled();
    await tracker.inspect();
    expect(openInspector).toHaveBeenCalledOnce();
  });

  test('that cannot be loaded is told in the console, and throws nothing', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    load.mockRejectedValueOnce(new TypeError('Failed to fetch dynamically imported module'));
    expect(await createTracker(options).inspect()).toBeUndefined();
    expect(warn.mock.calls).toEqual([
      ['[OneVault] Failed to load the inspector: Failed to fetch dynamically imported module'],
    ]);
  });
});
