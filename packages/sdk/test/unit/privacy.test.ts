/** Which data is sent and stored, by the visitor's choice. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TrackerOptions, TrackResult } from '../../src/entries/npm.ts';
import { OneVaultTracker } from '../../src/entries/npm.ts';
import { createReceiver, type Receiver } from '../support/createReceiver.ts';

const options = { apiBaseUrl: 'https://api.test', customerId: 'acme', apiToken: 'ovt_secret' };
const trackers: OneVaultTracker[] = [];
let receiver: Receiver;

function createTracker(more: Partial<TrackerOptions> = {}): OneVaultTracker {
  const tracker = new OneVaultTracker({ ...options, ...more });
  trackers.push(tracker);
  return tracker;
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
const types = (): string[] => receiver.events().map((event) => event.event_type);
const signal = (name: string, value: unknown): void => {
  Object.defineProperty(navigator, name, { value, configurable: true });
};

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  receiver = createReceiver();
});
afterEach(() => {
  for (const tracker of trackers.splice(0)) {
    const { tracked, delivered, queued, dropped } = tracker.getDeliveryStats();
    expect(tracked).toBe(delivered + queued + dropped);
    tracker.shutdown();
  }
  for (const name of ['globalPrivacyControl', 'doNotTrack'])
    delete (navigator as unknown as Record<string, unknown>)[name];
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('consent', () => {
  test('denied: nothing is sent or stored, and the caller gets the reason', async () => {
    const set = vi.spyOn(Storage.prototype, 'setItem');
    const tracker = createTracker({ consent: 'denied' });
    tracker.enableAutoTracking();
    tracker.identify('me');
    expect(await tracker.trackEvent('x')).toMatchObject({ success: false, dropped: 'consent' });
    await tracker.flush();
    expect(receiver.requests).toEqual([]);
    expect(set).not.toHaveBeenCalled();
    expect(document.cookie).toBe('');
    expect(tracker.getIdentity()).toBeUndefined();
    expect(tracker.getDeliveryStats()).toMatchObject({ delivered: 0, queued: 0 });
  });

  test('pending: events wait in memory, and are sent unchanged when it is granted', async () => {
    const set = vi.spyOn(Storage.prototype, 'setItem');
    const tracker = createTracker({ consent: 'pending' });
    const data = { list: [1] };
    const timestamp = new Date().toISOString();
    expect(await tracker.trackEvent('x', data)).toMatchObject({ success: false, queued: true });
    tracker.identify('me');
    await tracker.flush();
    data.list.push(2);
    expect(receiver.requests).toEqual([]);
    expect(set).not.toHaveBeenCalled();
    expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 2, queued: 2 });
    await vi.advanceTimersByTimeAsync(60_000);
    tracker.setConsent('granted');
    await settle();
    expect(receiver.events()).toMatchObject([
      { event_type: 'x', event_data: { list: [1], timestamp, seq: 0 } },
      { event_type: 'identify', event_data: { user_id: 'me', seq: 1 } },
    ]);
    expect(tracker.getIdentity()).toMatchObject({ user_id: 'me' });
  });

  test('pending, then denied: waiting events are deleted and counted', async () => {
    const tracker = createTracker({ consent: 'pending' });
    tracker.trackEvent('x');
    tracker.setConsent('denied');
    await settle();
    expect(receiver.requests).toEqual([]);
    expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 1, queued: 0, droppedByReason: { consent: 1 } });
  });

  test('pending, then shut down: waiting events count as dropped', () => {
    const tracker = createTracker({ consent: 'pending' });
    tracker.trackEvent('x');
    tracker.shutdown();
    expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 1, queued: 0, droppedByReason: { consent: 1 } });
    expect(receiver.requests).toEqual([]);
  });

  test('pending holds at most 500 events', () => {
    const tracker = createTracker({ consent: 'pending' });
    for (let n = 0; n < 501; n++) tracker.trackEvent('x');
    expect(tracker.getDeliveryStats()).toMatchObject({ queued: 500, droppedByReason: { overflow: 1 } });
  });

  test.each(['localStorage', 'cookie'] as const)(
    'withdrawn: what is stored in %s is erased, what waits is dropped',
    async (storage) => {
      const tracker = createTracker({ storage });
      tracker.identify('me');
      await settle();
      receiver.onRequest = () => ({ status: 503 });
      tracker.trackEvent('waits');
      window.dispatchEvent(new Event('pagehide'));
      await settle();
      expect(document.cookie.includes('onevault')).toBe(storage === 'cookie');
      tracker.setConsent('denied');
      await settle();
      expect(Object.keys(localStorage)).toEqual([]);
      expect(document.cookie).not.toContain('onevault');
      expect(tracker.getDeliveryStats()).toMatchObject({ queued: 0, droppedByReason: { consent: 1 } });
    },
  );

  test.each([
    ['globalPrivacyControl', true],
    ['doNotTrack', '1'],
  ])('the browser’s %s means denied, unless respectSignals is false', async (name, value) => {
    signal(name, value);
    const tracker = createTracker({ consent: 'granted' });
    expect(await tracker.trackEvent('x')).toMatchObject({ dropped: 'consent' });
    expect(tracker.privacyReport()).toMatchObject({ consent: 'denied', signal: true, event: 'Consent denied' });
    tracker.shutdown();
    createTracker({ respectSignals: false }).trackEvent('y');
    await settle();
    expect(types()).toEqual(['y']);
  });

  test('a later signal erases what was stored before, like withdrawn consent', async () => {
    const tracker = createTracker();
    tracker.identify('me');
    await settle();
    receiver.onRequest = () => ({ status: 503 });
    tracker.trackEvent('waits');
    await settle();
    expect(Object.keys(localStorage)).not.toEqual([]);
    signal('globalPrivacyControl', true);
    tracker.trackEvent('x');
    await settle();
    expect(Object.keys(localStorage)).toEqual([]);
    expect(tracker.getDeliveryStats()).toMatchObject({ queued: 0, droppedByReason: { consent: 2 } });
    // Without the signal a new visitor starts.
    signal('globalPrivacyControl', false);
    receiver.onRequest = undefined;
    expect(tracker.getIdentity()).not.toHaveProperty('user_id');
  });

  test('denied by default erases nothing: a consent tool may still be asking', async () => {
    const tracker = createTracker();
    tracker.trackEvent('x');
    await settle();
    const { visitor_id } = tracker.getIdentity() ?? {};
    tracker.shutdown();
    const next = createTracker({ consent: 'denied' });
    next.trackEvent('y');
    await settle();
    next.setConsent('granted');
    expect(next.getIdentity()).toMatchObject({ visitor_id });
  });
});

describe('storage', () => {
  test('memory: nothing on the device, not even waiting events', async () => {
    const set = vi.spyOn(Storage.prototype, 'setItem');
    const open = vi.fn();
    vi.stubGlobal('indexedDB', { open });
    receiver.onRequest = () => ({ status: 503 });
    const tracker = createTracker({ storage: 'memory' });
    tracker.trackEvent('x');
    await settle();
    window.dispatchEvent(new Event('pagehide'));
    window.dispatchEvent(new Event('pageshow'));
    await settle();
    expect(set).not.toHaveBeenCalled();
    expect(open).not.toHaveBeenCalled();
    expect(document.cookie).toBe('');
    receiver.onRequest = undefined;
    await tracker.flush();
    await vi.advanceTimersByTimeAsync(60_000);
    const [first] = receiver.events();
    expect(first?.event_data.visitor_id).toMatch(/^visitor_/);
    expect(tracker.getIdentity()?.visitor_id).toBe(first?.event_data.visitor_id);
    expect(tracker.privacyReport().stored).toEqual({});
  });
});

describe('addresses', () => {
  test('are scrubbed in every property, before anything is stored', async () => {
    const tracker = createTracker();
    tracker.trackEvent({
      page_url: 'https://shop.test/?token=abc',
      event_data: {
        href: 'mailto:ann@mail.test',
        form_data: { action: '/reset?key=abc' },
        list: ['https://a.test/?jwt=abc'],
      },
    });
    await settle();
    expect(receiver.events()[0]).toMatchObject({
      page_url: 'https://shop.test/?token=[masked]',
      event_data: {
        href: 'mailto:[masked]',
        form_data: { action: '/reset?key=[masked]' },
        list: ['https://a.test/?jwt=[masked]'],
      },
    });
  });

  test('include those of apps, and location.search and location.hash', async () => {
    createTracker().trackEvent({
      page_url: 'capacitor://localhost/?token=geheim',
      event_data: {
        query: '?token=geheim',
        hash: '#access_token=geheim',
        link: 'javascript:f("geheim")',
        file: 'data:a/b,geheim',
      },
    });
    await settle();
    expect(receiver.events()[0]).toMatchObject({ page_url: 'capacitor://localhost/?token=[masked]' });
    expect(JSON.stringify(receiver.events()[0])).not.toContain('geheim');
  });

  test('are scrubbed despite quotes, backslashes and other escapes of JSON', async () => {
    const texts = [
      '/a"b\\c\n\u2028',
      'say "https://a.test/?token=abc" now',
      '\\',
      '"/"',
      'https://a.test/\ud83c\udf75',
      '/\\',
    ];
    createTracker().trackEvent('x', { texts, '/key': { deep: ['"', '/'] } });
    await settle();
    expect(receiver.events()[0]?.event_data).toMatchObject({
      texts,
      '/key': { deep: ['"', '/'] },
    });
  });

  test('pass sanitizeUrl last; if it fails, the event is dropped', async () => {
    const short = createTracker({ sanitizeUrl: (url) => url.replace(/\?.*/, '') });
    short.trackEvent({ page_url: 'https://a.test/?b=1' });
    await settle();
    short.shutdown();
    expect(receiver.events()[0]?.page_url).toBe('https://a.test/');
    const fail = (): never => {
      throw new Error('mine');
    };
    const failing = createTracker({ sanitizeUrl: fail });
    const answer = await failing.trackEvent({ page_url: 'https://a.test/' });
    failing.shutdown();
    expect(answer).toMatchObject({ success: false, dropped: 'unserializable', error: 'mine' });
    const forget = (() => {}) as unknown as (url: string) => string;
    createTracker({ sanitizeUrl: forget }).trackEvent('forgot', { page: 'https://a.test/' });
    await settle();
    expect(receiver.events()[1]).toMatchObject({ event_type: 'forgot', page_url: '', event_data: { page: '' } });
  });
});

describe('beforeSend', () => {
  test('changes and drops events, in order, and cannot change the order of events', async () => {
    const tracker = createTracker({
      beforeSend: [
        (event) => (event.event_type === 'secret' ? null : event),
        (event) => ({ ...event, event_data: { ...event.event_data, plan: 'changed', seq: 99, tab_id: 'x' } }),
      ],
    });
    const answers = [tracker.trackEvent('a', { plan: 'pro' }), tracker.trackEvent('secret'), tracker.trackEvent('b')];
    await settle();
    expect(types()).toEqual(['a', 'b']);
    expect(receiver.events().map(({ event_data }) => [event_data.plan, event_data.seq])).toEqual([
      ['changed', 0],
      ['changed', 1],
    ]);
    expect(await answers[1]).toMatchObject({ success: false, dropped: 'filtered' });
  });

  test('gets scrubbed addresses, and its error drops the event', async () => {
    const seen: unknown[] = [];
    const answer = await createTracker({
      beforeSend: (event) => {
        seen.push(event.page_url);
        throw new Error('mine');
      },
    }).trackEvent({ page_url: 'https://a.test/?token=abc' });
    expect(seen).toEqual(['https://a.test/?token=[masked]']);
    expect(answer).toMatchObject({ success: false, error: 'mine' });
  });
});

test('sampling tracks all events of a visitor or none', async () => {
  const counts = { in: 0, out: 0 };
  for (let n = 0; n < 60; n++) {
    const tracker = createTracker({ sampleRate: 0.5, customerId: `c${n}` });
    const answers: TrackResult[] = [];
    for (let m = 0; m < 3; m++) {
      const answer = tracker.trackEvent('x');
      await settle();
      answers.push(await answer);
    }
    expect(new Set(answers.map(({ success }) => success)).size).toBe(1);
    if (answers[0]?.success) counts.in++;
    else {
      counts.out++;
      expect(answers[0]).toMatchObject({ dropped: 'sampled' });
    }
  }
  expect(Math.min(counts.in, counts.out)).toBeGreaterThan(5);
  expect(await createTracker({ sampleRate: 0 }).trackEvent('x')).toMatchObject({ dropped: 'sampled' });
});

test('a flood of events is cut off, and the next minute starts again', async () => {
  const tracker = createTracker({ maxEventsPerMinute: 5 });
  for (let n = 0; n < 7; n++) tracker.trackEvent('x');
  await settle();
  expect(tracker.getDeliveryStats()).toMatchObject({ delivered: 5, droppedByReason: { rate_limited: 2 } });
  await vi.advanceTimersByTimeAsync(60_000);
  tracker.trackEvent('x');
  await settle();
  expect(receiver.stored.size).toBe(6);
});

test('the report lists stored data and a page view as it would be sent, and sends nothing', async () => {
  const tracker = createTracker();
  tracker.trackEvent('x');
  await settle();
  const { length } = receiver.requests;
  const report = tracker.privacyReport();
  expect(report).toMatchObject({
    consent: 'granted',
    signal: false,
    destination: 'https://api.test',
    database: 'onevault:acme:https://api.test:',
    event: { event_type: 'page_view', event_data: { visitor_id: tracker.getIdentity()?.visitor_id } },
  });
  expect(Object.keys(report.stored).sort()).toEqual(['onevault:acme:session', 'onevault:acme:visitor']);
  tracker.trackEvent('y');
  await settle();
  expect(receiver.requests).toHaveLength(length + 1);
  expect(receiver.events()[1]?.event_data).toMatchObject({
    seq: 1,
    page_view_id: receiver.events()[0]?.event_data.page_view_id,
  });
});

test('a driven browser is marked and not dropped', async () => {
  signal('webdriver', true);
  createTracker().trackEvent('x');
  await settle();
  expect(receiver.events()[0]?.event_data.automated).toBe(true);
});
