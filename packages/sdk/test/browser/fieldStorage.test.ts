/** Cookies of two scopes, rubbish that stands in our keys, a database that hangs. */
import { describe, expect, test } from 'vitest';
import type { TrackerOptions } from '../../src/entries/npm.ts';
import type { StudyVisit } from './support/startStudy.ts';
import { useFieldPages } from './support/useFieldPages.ts';

const pages = useFieldPages({ needsNewContext: true });
const HOUR_MS = 3_600_000;

/** Names below `localhost` lead to this machine. */
const toUrl = (host: string, path = '/'): string => `http://${host}:${new URL(pages.study.url).port}${path}`;
const cookiesOf = async (visit: StudyVisit) =>
  (await visit.context.cookies()).map(({ name, domain }) => [name, domain]);

/** The same page in each visit, with other options in each. */
const OPTIONS_OF_NEXT = `<script>
  var ahead = Number(new URLSearchParams(location.search).get('ahead') || 0), real = Date.now;
  Date.now = function () { return real() + ahead; };
</script>`;
const START_OF_NEXT = `
  window.tracker.shutdown();
  window.begin = (more) => { window.tracker = new OneVaultTracker({ ...OPTIONS, ...more }); };`;

describe('cookies', () => {
  const open = () => pages.open({ before: OPTIONS_OF_NEXT, start: START_OF_NEXT });
  const trackTwo = (visit: StudyVisit, more: Partial<TrackerOptions>) =>
    visit.page.evaluate(async (given) => {
      (window as unknown as { begin(more: unknown): void }).begin({ storage: 'cookie', ...given });
      await window.tracker.trackEvent('one');
      await window.tracker.trackEvent('two');
    }, more);

  test.each([
    ['a domain is added', {}, { cookieDomain: 'shop.localhost' }, '.shop.localhost'],
    ['the domain is taken away', { cookieDomain: 'shop.localhost' }, {}, 'www.shop.localhost'],
    [
      'the domain is another',
      { cookieDomain: 'shop.localhost' },
      { cookieDomain: 'www.shop.localhost' },
      '.www.shop.localhost',
    ],
  ])('%s: one visitor, one session at a time, one cookie of each name', async (_, first, second, domain) => {
    const visit = await open();
    await visit.page.goto(toUrl('www.shop.localhost'));
    await trackTwo(visit, first);
    // An hour later, so that a session of the old scope has ended.
    await visit.page.goto(toUrl('www.shop.localhost', `/?ahead=${HOUR_MS}`));
    await trackTwo(visit, second);
    await visit.page.evaluate(() => window.tracker.trackEvent('three'));
    const events = await visit.events(5);
    const later = events.slice(2).map(({ event_data }) => event_data);
    expect(new Set(later.map(({ session_id }) => session_id)).size).toBe(1);
    expect(new Set(events.map(({ event_data }) => event_data.visitor_id)).size).toBe(1);
    const cookies = await cookiesOf(visit);
    expect(cookies.map(([, at]) => at)).toEqual([domain, domain]);
    expect(new Set(cookies.map(([name]) => name)).size).toBe(2);
  });

  test('two cookies of one name that an older version left become one', async () => {
    const visit = await open();
    await visit.page.goto(toUrl('www.shop.localhost'));
    const [, customer] = /"customerId":"([^"]+)"/.exec(visit.options) ?? [];
    await visit.page.evaluate((id) => {
      const key = encodeURIComponent(`onevault:${id}:session`);
      const at = Date.now() - 2 * 3_600_000;
      for (const scope of ['', ';domain=shop.localhost']) {
        // biome-ignore lint/suspicious/noDocumentCookie: what the SDK reads.
        document.cookie = `${key}=${encodeURIComponent(`sess_old${scope.length} ${at} ${at}`)};path=/${scope}`;
      }
    }, customer);
    await trackTwo(visit, {});
    await visit.page.evaluate(() => window.tracker.trackEvent('three'));
    const events = await visit.events(3);
    expect(new Set(events.map(({ event_data }) => event_data.session_id)).size).toBe(1);
    expect((await cookiesOf(visit)).filter(([name]) => name?.endsWith('session'))).toHaveLength(1);
  });

  test.each(['setConsent', 'reset'] as const)('%s erases the cookies of every scope', async (method) => {
    const visit = await open();
    await visit.page.goto(toUrl('www.shop.localhost'));
    await trackTwo(visit, { cookieDomain: 'shop.localhost' });
    const [[name]] = (await cookiesOf(visit)) as [[string]];
    await visit.page.evaluate(
      ({ name, method }) => {
        // biome-ignore lint/suspicious/noDocumentCookie: what the SDK reads.
        document.cookie = `${name}=visitor_other;path=/`;
        if (method === 'reset') window.tracker.reset();
        else window.tracker.setConsent('denied');
      },
      { name, method },
    );
    expect(await cookiesOf(visit)).toEqual([]);
  });

  test.each(['flag', '=flag', 'onevault%E0=1', 'flag; x=1'])('a cookie %s disturbs nothing', async (cookie) => {
    const visit = await open();
    await visit.page.goto(toUrl('www.shop.localhost'));
    await visit.page.evaluate((text) => {
      // biome-ignore lint/suspicious/noDocumentCookie: as the page wrote it.
      document.cookie = text;
    }, cookie);
    const before = await visit.page.evaluate(() => document.cookie);
    await trackTwo(visit, {});
    const { listed, after } = await visit.page.evaluate(() => {
      const names = Object.keys(window.tracker.privacyReport().stored);
      window.tracker.setConsent('denied');
      return { listed: names.map((name) => name.replace(/.*:/, '')), after: document.cookie };
    });
    expect(listed).toEqual(expect.arrayContaining(['session', 'visitor']));
    expect(after).toBe(before);
    expect(visit.errors).toEqual([]);
  });
});

describe('rubbish in a key is replaced', () => {
  const LONG = 'x'.repeat(6_000);
  const RUBBISH = [
    'null',
    'undefined',
    '[object Object]',
    '{"broken',
    '5',
    '[]',
    '"text"',
    '{"user_id":null,"group_id":{}}',
  ];
  const CASES = [
    ...['visitor', 'session', 'who', 'campaign', 'single'].flatMap((key) =>
      RUBBISH.map((value) => [key, value] as const),
    ),
    ['visitor', `visitor_${LONG}`],
    ['visitor', 'visitor_'],
    ['visitor', 'visitor_a b'],
    ['session', `sess_${LONG} 1 2`],
    ['session', `null ${Date.now()} ${Date.now()}`],
    ['session', `undefined ${Date.now()} ${Date.now()}`],
    ['session', `sess_a%20b ${Date.now()} ${Date.now()}`],
    ['who', '{"user_id":"undefined","group_id":"[object Object]"}'],
    ['who', `{"user_id":"${LONG}"}`],
    ['who', '{"visitor_id":"visitor_stolen","seq":7,"user_id":["a"]}'],
    ['campaign', '{"first_touch":null,"last_touch":"x"}'],
    ['campaign', '{"first_touch":{"utm_source":{"a":1},"own":"x"},"last_touch":[1]}'],
    ['campaign', `{"first_touch":{"utm_source":5},"last_touch":{"other":"${LONG}"}}`],
  ] as const;

  test.each(['localStorage', 'cookie'] as const)('in %s', async (storage) => {
    const visit = await pages.open({ start: '' });
    const [, customer] = /"customerId":"([^"]+)"/.exec(visit.options) ?? [];
    const wrong = await visit.page.evaluate(
      async ({ cases, storage, options, customer }) => {
        const found: string[] = [];
        window.tracker.shutdown();
        for (const [key, value] of cases) {
          // A browser keeps no longer cookie.
          if (storage === 'cookie' && value.length > 3_000) continue;
          for (const { name } of await cookieStore.getAll()) if (name) await cookieStore.delete(name);
          localStorage.clear();
          const name = `onevault:${customer}:${key}`;
          // biome-ignore lint/suspicious/noDocumentCookie: what the SDK reads.
          if (storage === 'cookie') document.cookie = `${encodeURIComponent(name)}=${encodeURIComponent(value)};path=/`;
          else localStorage.setItem(name, value);
          const tracker = new window.OneVaultTracker({ ...JSON.parse(options), storage });
          const { event_data: data = {} } = tracker.privacyReport().event as { event_data?: Record<string, unknown> };
          const tell = (what: string, isRight: boolean): void => {
            if (!isRight) found.push(`${key}=${value.slice(0, 60)}: ${what} ${JSON.stringify(data[what])}`);
          };
          tell('visitor_id', /^visitor_[\da-f-]{36}$/.test(String(data.visitor_id)));
          tell('session_id', /^sess_[\da-f-]{36}$/.test(String(data.session_id)));
          for (const what of ['user_id', 'group_id', 'first_touch', 'last_touch']) tell(what, data[what] === undefined);
          tell('seq', data.seq === 0);
          const answer = await tracker.trackEvent('x');
          if (!answer.success) found.push(`${key}=${value.slice(0, 60)}: ${JSON.stringify(answer)}`);
          const text = decodeURIComponent(storage === 'cookie' ? document.cookie : JSON.stringify(localStorage));
          for (const [what, form] of [
            ['visitor', /visitor[=":]+visitor_[\da-f-]{36}/],
            ['session', /session[=":]+sess_[\da-f-]{36} \d+ \d+ ?(;|"|$)/],
          ] as const)
            if (!form.test(text)) found.push(`${key}=${value.slice(0, 60)}: ${what} is not replaced`);
          tracker.shutdown();
        }
        return found;
      },
      {
        cases: CASES.map(([key, value]) => [key, value] as [string, string]),
        storage,
        options: visit.options,
        customer,
      },
    );
    expect(wrong).toEqual([]);
    expect(visit.errors).toEqual([]);
  });

  test('setIdentity takes ids of our form alone', async () => {
    const visit = await pages.open({ start: '' });
    const [before, after] = await visit.page.evaluate((long) => {
      const first = window.tracker.getIdentity();
      const ids = [undefined, null, 'undefined', '[object Object]', 'visitor_', `visitor_${long}`, {}, 5] as string[];
      for (const id of ids) {
        window.tracker.setIdentity({ visitor_id: id, session_id: 'sess_fine' });
        window.tracker.setIdentity({ visitor_id: 'visitor_fine', session_id: id });
      }
      return [first, window.tracker.getIdentity()];
    }, LONG);
    expect(after).toEqual(before);
  });
});

describe('a database that hangs', () => {
  const HANGS = {
    'an open that answers with an empty object': 'IDBFactory.prototype.open = () => ({})',
    'an open that never fires': 'IDBFactory.prototype.open = () => new EventTarget()',
    'transactions that never end':
      'IDBDatabase.prototype.transaction = () => ({ objectStore: () => ({ put() {}, delete() {}, getAll: () => ({}), openCursor: () => ({}) }) })',
  };

  test.each(Object.entries(HANGS))('%s: the next page has the events, and flush waits once', async (_, script) => {
    const visit = await pages.open({ before: `<script>${script}</script>`, start: '' });
    const { page } = visit;
    pages.study.server.faults.add({ fault: 'status', status: 503, first: 1_000 });
    const took = await page.evaluate(async () => {
      // The share of the time that flush may take at most: by default it ends after five seconds.
      const flush = async (): Promise<number> => {
        const start = performance.now();
        await window.tracker.flush({ timeoutMs: 20_000 });
        return performance.now() - start;
      };
      await window.tracker.trackEvent('own');
      return [await flush(), await flush(), await flush()];
    });
    expect(took).toHaveLength(3);
    await page.goto('about:blank');
    pages.study.server.faults.remove();
    await page.goto(pages.study.url);
    await page.evaluate(() => window.tracker.flush());
    expect(await visit.story(1)).toEqual(['own']);
    expect(visit.errors.filter((text) => !text.includes('503'))).toEqual([]);
  });
});
