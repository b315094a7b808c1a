/** In a browser with `scheduler.postTask` a call only captures: the rest is done later, and as if at once. */
import { beforeEach, expect, test, vi } from 'vitest';
import { callAt } from '../../src/capture/moment.ts';
import { endScript } from '../support/endScript.mjs';
import { type Scheduler, stubScheduler } from '../support/stubScheduler.ts';
import { setVisibility, useDelivery } from '../support/useDelivery.ts';

const delivery = useDelivery();
let scheduler: Scheduler;

beforeEach(() => {
  history.replaceState(null, '', '/');
  document.title = 'First';
  scheduler = stubScheduler();
});

/** Runs the tasks, and what follows from their promises. */
async function settle(): Promise<void> {
  for (let n = 0; n < 10; n++) {
    scheduler.run();
    await vi.advanceTimersByTimeAsync(0);
  }
}

test('the page’s own task neither reads storage nor sends, not even for the first page view', async () => {
  const get = vi.spyOn(Storage.prototype, 'getItem');
  const set = vi.spyOn(Storage.prototype, 'setItem');
  const media = vi.spyOn(window, 'matchMedia');
  const tracker = delivery.createTracker();
  tracker.enableAutoTracking();
  tracker.trackEvent('x');
  for (let n = 0; n < 100; n++) await 0;
  for (const spy of [get, set, media]) expect(spy).not.toHaveBeenCalled();
  expect(delivery.receiver.requests).toEqual([]);
  await settle();
  expect(delivery.receiver.events().map(({ event_type }) => event_type)).toEqual(['page_view', 'x']);
});

test.each(['pending', 'denied'] as const)(
  'with consent %s nothing is stored, also not by later tasks',
  async (consent) => {
    const set = vi.spyOn(Storage.prototype, 'setItem');
    const tracker = delivery.createTracker({ consent });
    tracker.enableAutoTracking();
    await settle();
    window.dispatchEvent(new Event('pagehide'));
    await settle();
    expect(set).not.toHaveBeenCalled();
    expect(tracker.getDeliveryStats().tracked).toBe(1);
  },
);

test('auto-tracking starts later, and hears what comes first: a click, a form, a route', async () => {
  document.body.innerHTML = '<button>Buy</button><form id="f"></form>';
  const [button, form] = [document.querySelector('button'), document.querySelector('form')];
  for (const [act, type] of [
    [() => button?.click(), 'user_interaction'],
    [() => form?.dispatchEvent(new Event('submit', { bubbles: true })), 'form_submission'],
    [() => history.pushState(null, '', '/next'), 'page_view'],
  ] as const) {
    history.replaceState(null, '', '/');
    const tracker = delivery.createTracker({ customerId: `acme-${type}` });
    const first = delivery.receiver.events().length;
    tracker.enableAutoTracking();
    act();
    await settle();
    await vi.advanceTimersByTimeAsync(1_000);
    await settle();
    const events = delivery.receiver.events().slice(first);
    expect(events.map(({ event_type }) => event_type)).toEqual(['page_view', type]);
    expect(events.map(({ page_url }) => new URL(page_url).pathname)).toEqual([
      '/',
      type === 'page_view' ? '/next' : '/',
    ]);
    tracker.shutdown();
  }
  document.body.innerHTML = '';
});

test('a page that goes before auto-tracking has started sends its page view, as of its moment', async () => {
  const tracker = delivery.createTracker();
  tracker.enableAutoTracking();
  const timestamp = new Date().toISOString();
  vi.setSystemTime(Date.now() + 3_000);
  setVisibility('hidden');
  expect(delivery.receiver.events()).toMatchObject([
    { event_type: 'page_view', event_data: { title: 'First', timestamp, load_type: 'navigate' } },
  ]);
  expect(delivery.receiver.requests.map(({ keepalive }) => keepalive)).toEqual([true]);
  await settle();
});

test('a call of an earlier moment that starts auto-tracking keeps its own moment', async () => {
  const tracker = delivery.createTracker();
  const toMoment = (path: string) => ({
    _url: `${location.origin}${path}`,
    _title: path,
    _time: new Date(0).toISOString(),
  });
  callAt(toMoment('/first'), () => tracker.enableAutoTracking());
  callAt(toMoment('/second'), () => tracker.trackEvent('x'));
  await settle();
  expect(delivery.receiver.events().map(({ page_url }) => new URL(page_url).pathname)).toEqual(['/first', '/second']);
});

test('auto-tracking that is ended at once has its page view, and hears nothing', async () => {
  document.body.innerHTML = '<button>Buy</button>';
  const tracker = delivery.createTracker();
  tracker.enableAutoTracking();
  tracker.disableAutoTracking();
  document.querySelector('button')?.click();
  await settle();
  expect(delivery.receiver.events().map(({ event_type }) => event_type)).toEqual(['page_view']);
  document.body.innerHTML = '';
});

test('Firefox does the work in the page’s own task, and has the event in localStorage at its end', async () => {
  vi.spyOn(navigator, 'vendor', 'get').mockReturnValue('');
  delivery.receiver.onRequest = () => ({ network: 'hang' });
  const tracker = delivery.createTracker();
  for (let n = 0; n < 5; n++) tracker.trackEvent('x', { n });
  for (let n = 0; n < 20; n++) await 0;
  expect(scheduler.waiting()).toBe(0);
  expect([...readLeft().values()]).toEqual([0, 1, 2, 3, 4].map((n) => [n, n]));
});

test('an event keeps the time, address, title, referrer and data of its call', async () => {
  const tracker = delivery.createTracker();
  const data = { items: [{ id: 1 }], at: new Date('2026-01-02T00:00:00Z'), plan: 'pro' };
  const timestamp = new Date().toISOString();
  const page_url = location.href;
  tracker.enableAutoTracking();
  tracker.trackEvent('cart', data);
  vi.setSystemTime(Date.now() + 3_000);
  document.title = 'Later';
  data.items[0] = { id: 2 };
  data.at.setFullYear(2020);
  data.plan = 'free';
  vi.spyOn(document, 'referrer', 'get').mockReturnValue('https://later.test/');
  await settle();
  expect(delivery.receiver.events()).toMatchObject([
    { event_type: 'page_view', page_url, event_data: { title: 'First', timestamp, referrer: '', seq: 0 } },
    {
      event_type: 'cart',
      page_url,
      event_data: { items: [{ id: 1 }], at: '2026-01-02T00:00:00.000Z', plan: 'pro', timestamp, seq: 1 },
    },
  ]);
});

test('a page that goes sends at once what is still to do, and so does one that is hidden', async () => {
  const tracker = delivery.createTracker();
  tracker.trackEvent('left');
  setVisibility('hidden');
  expect(delivery.receiver.requests.map(({ keepalive }) => keepalive)).toEqual([true]);
  tracker.trackEvent('while hidden');
  for (let n = 0; n < 100; n++) await 0;
  expect(delivery.receiver.events().map(({ event_type }) => event_type)).toEqual(['left', 'while hidden']);
  await settle();
});

test('what is set later does not reach an earlier event, and what is asked counts it', async () => {
  const tracker = delivery.createTracker();
  const heard: string[] = [];
  tracker.trackEvent('before');
  tracker.setGlobalProperties({ plan: 'pro' });
  tracker.identify('user-7');
  tracker.trackEvent('after');
  expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 3, queued: 3 });
  tracker.on('queued', ({ event_id }) => heard.push(event_id));
  tracker.trackEvent('before reset');
  tracker.reset();
  await settle();
  const [before, , after, last] = delivery.receiver.events();
  expect(before?.event_data).not.toHaveProperty('plan');
  expect(before?.event_data).not.toHaveProperty('user_id');
  expect(after?.event_data).toMatchObject({ plan: 'pro', user_id: 'user-7' });
  expect(last).toMatchObject({ event_type: 'before reset', event_data: { plan: 'pro', user_id: 'user-7' } });
  expect(heard).toEqual([last?.event_id]);
});

test('consent that is taken back drops what was tracked before, and counts it', async () => {
  const tracker = delivery.createTracker();
  tracker.trackEvent('x');
  tracker.setConsent('denied');
  await settle();
  expect(delivery.receiver.requests).toEqual([]);
  expect(tracker.getDeliveryStats()).toMatchObject({ tracked: 1, queued: 0, droppedByReason: { consent: 1 } });
});

test('an event tracked by onSessionStart comes after the one that starts the session, with its own seq', async () => {
  const tracker = delivery.createTracker({ onSessionStart: () => void tracker.trackEvent('session') });
  tracker.trackEvent('x');
  await settle();
  expect(delivery.receiver.events().map(({ event_type, event_data }) => [event_type, event_data.seq])).toEqual([
    ['x', 0],
    ['session', 1],
  ]);
});

/** A clock that goes on by so much whenever it is read: every work takes longer than a turn of it. */
function slowDown(eachMs: number): void {
  let ms = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    ms += eachMs;
    return ms;
  });
}

test('a thousand calls are worked off in turns with the page', async () => {
  const tracker = delivery.createTracker();
  slowDown(1);
  for (let n = 0; n < 1_000; n++) tracker.trackEvent('x', { n });
  scheduler.runOne();
  expect(scheduler.waiting()).toBeGreaterThan(0);
  const stats = tracker.getDeliveryStats();
  expect(stats).toMatchObject({ tracked: 1_000, queued: 1_000 });
  vi.mocked(performance.now).mockRestore();
  for (let n = 0; n < 20; n++) await settle();
  const seqs = delivery.receiver.events().map(({ event_data }) => event_data.seq);
  expect(seqs).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
});

test('the events of one loop share a request, however many turns the work on them takes', async () => {
  const tracker = delivery.createTracker();
  slowDown(10);
  for (const type of ['a', 'b', 'c']) tracker.trackEvent(type);
  await settle();
  expect(delivery.batchSizes()).toEqual([3]);
});

test.each([1, 2, 3, 4, 5, 6, 7])(
  'a page that goes after %i turns sends all with keepalive, and nothing else',
  async (turns) => {
    const tracker = delivery.createTracker();
    slowDown(10);
    for (const type of ['a', 'b', 'c']) tracker.trackEvent(type);
    for (let n = 0; n < turns; n++) {
      scheduler.runOne();
      for (let m = 0; m < 20; m++) await 0;
    }
    window.dispatchEvent(new Event('pagehide'));
    const ofPagehide = delivery.receiver.requests.length;
    expect(delivery.receiver.requests.every(({ keepalive }) => keepalive)).toBe(true);
    await settle();
    expect(delivery.receiver.requests).toHaveLength(ofPagehide);
    expect(delivery.receiver.events().map(({ event_type }) => event_type)).toEqual(['a', 'b', 'c']);
  },
);

test('a waiting event is as old as its call', async () => {
  delivery.receiver.onRequest = () => ({ status: 503 });
  const tracker = delivery.createTracker();
  tracker.trackEvent('x');
  const calledMs = Date.now();
  vi.setSystemTime(calledMs + 3_000);
  window.dispatchEvent(new Event('pagehide'));
  const [key = ''] = Object.keys(localStorage).filter((name) => name.includes(':spill:'));
  expect(JSON.parse(localStorage.getItem(key) ?? '[]')).toEqual([
    [expect.stringMatching(/^evt_/), expect.any(String), calledMs],
  ]);
  await settle();
});

/** What a page has left in localStorage: `[key, seq]` of each event, by id. */
function readLeft(): Map<string, [unknown, unknown]> {
  const texts = Object.keys(localStorage).filter((name) => name.includes(':spill:'));
  const records = texts.flatMap((name): [string, string][] => JSON.parse(localStorage.getItem(name) ?? '[]'));
  return new Map(
    records.map(([id, json]) => {
      const { n, seq } = JSON.parse(json).event_data;
      return [id, [n, seq]];
    }),
  );
}

// Firefox ends the script that runs in a tab that closes, and fires `pagehide` after that.
test.each(['beforeSend', 'queued'])(
  'a page that goes while the tracker works leaves nothing behind: %s',
  async (where) => {
    delivery.receiver.onRequest = () => ({ network: 'refuse' });
    let isEndless = true;
    let calls = 0;
    const stay = (): void => {
      if (++calls === 3) while (isEndless);
    };
    const tracker = delivery.createTracker({
      beforeSend(event) {
        if (where === 'beforeSend') stay();
        return event;
      },
    });
    if (where === 'queued') tracker.on('queued', stay);
    for (let n = 0; n < 5; n++) tracker.trackEvent('x', { n });
    endScript(scheduler.run);
    isEndless = false;
    window.dispatchEvent(new Event('pagehide'));
    expect([...readLeft().values()]).toEqual([0, 1, 2, 3, 4].map((n) => [n, n]));
    await settle();
  },
);
