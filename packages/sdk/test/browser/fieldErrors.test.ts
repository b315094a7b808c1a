/** Errors of every shape, each one `js_error`; errors of megabytes; calls of every shape. */
import { describe, expect, test } from 'vitest';
import { useFieldPages } from './support/useFieldPages.ts';

const pages = useFieldPages();

describe('one js_error for', () => {
  test.each<[script: string, kind: string, message: string | RegExp, before?: string]>([
    ['Promise.reject({message: "m", stack: ["a"]})', 'rejection', 'm'],
    ['Promise.reject({message: "m", stack: {stack: ""}})', 'rejection', 'm'],
    ['Promise.reject({message: null, stack: null})', 'rejection', '[object Object]'],
    ['Promise.reject({message: {code: 5}})', 'rejection', '[object Object]'],
    ['Promise.reject(Object.create(null))', 'rejection', /./],
    ['Promise.reject(Symbol("s"))', 'rejection', 'Symbol(s)'],
    ['Promise.reject(5n)', 'rejection', '5'],
    ['Promise.reject()', 'rejection', 'undefined'],
    ['Promise.reject(null)', 'rejection', 'null'],
    ['Promise.reject("text")', 'rejection', 'text'],
    ['Promise.reject(Proxy.revocable({}, {}).proxy)', 'rejection', /./],
    ['const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); Promise.reject(proxy)', 'rejection', /./],
    ['const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy', 'error', /./],
    ['throw { get message() { throw new Error("trap"); } }', 'error', /./],
    ['throw { get message() { throw 1; }, get stack() { throw 2; }, get name() { throw 3; } }', 'error', /./],
    ['Promise.reject(new (class extends Error { get message() { throw 1; } })())', 'rejection', /./],
    ['const error = new Error("m"); error.stack = 5; error.name = {}; throw error', 'error', 'm'],
    ['throw null', 'error', /null/],
    ['throw undefined', 'error', /undefined/],
    ['throw "text"', 'error', /text/],
    ['throw new Error("m")', 'error', 'm', 'var localName = "x"'],
    ['throw new Error("m")', 'error', 'm', 'var nodeType = 1, tagName = "IMG"'],
    ['Promise.reject(new Error("m"))', 'rejection', 'm', 'var localName = "x"'],
  ])('%s (%s)', async (script, kind, message, before = '') => {
    const visit = await pages.open({
      tag: 'onevault.full.min.js',
      start: 'tracker.enableAutoTracking({ errors: true });',
      before: `<script>${before}</script>`,
    });
    await visit.page.evaluate((text) => {
      const element = document.createElement('script');
      element.textContent = `{ ${text} }`;
      document.body.append(element);
      // A file that is missing is no error of a script.
      document.body.append(Object.assign(document.createElement('img'), { src: 'data:,' }));
    }, script);
    const events = (await visit.events(2)).filter(({ event_type }) => event_type === 'js_error');
    expect(events.map(({ event_data }) => [event_data.kind, event_data.message])).toEqual([
      [kind, typeof message === 'string' ? message : expect.stringMatching(message)],
    ]);
  });
});

test('errors of megabytes are cut before they are read', async () => {
  const visit = await pages.open({
    tag: 'onevault.full.min.js',
    start: 'tracker.enableAutoTracking({ errors: { max: 20 } });',
  });
  const parts = ['x', 'https://a.test/?a=b&', '%25', '😀'];
  await visit.page.evaluate((all) => {
    for (const part of all) {
      const text = part.repeat(1_000_000 / part.length);
      const error = new Error(text);
      error.stack = text;
      error.name = text;
      // The page says nothing more of them: a test that reads megabytes from the browser is slow.
      addEventListener('unhandledrejection', (event) => event.preventDefault());
      addEventListener('error', (event) => event.preventDefault());
      Promise.reject(error);
      dispatchEvent(new ErrorEvent('error', { error: text, message: text, filename: text }));
    }
  }, parts);
  const events = (await visit.events(1 + 2 * parts.length)).filter(({ event_type }) => event_type === 'js_error');
  expect(events).toHaveLength(2 * parts.length);
  for (const { event_data } of events) {
    expect(String(event_data.message).length).toBeLessThanOrEqual(500);
    expect(JSON.stringify(event_data).length).toBeLessThan(10_000);
    expect(() => encodeURIComponent(String(event_data.message))).not.toThrow();
  }
});

describe('calls', () => {
  test('methods work without their object', async () => {
    const visit = await pages.open({ start: '' });
    await visit.page.evaluate(async () => {
      const { trackEvent, trackPageView, identify, flush } = window.tracker;
      trackEvent('x');
      trackPageView();
      await identify('user-7');
      await flush();
    });
    expect(await visit.story(3)).toEqual(['x', 'page_view Page /', 'identify']);
    expect(visit.errors).toEqual([]);
  });

  test('an event without a type is no page view, and says so', async () => {
    const visit = await pages.open({ start: '' });
    const answer = await visit.page.evaluate(() =>
      window.tracker.trackEvent(undefined as unknown as string, { plan: 'pro' }),
    );
    expect(answer).toMatchObject({ success: false, dropped: 'invalid', event_data: { plan: 'pro' } });
    expect((answer as { error: string }).error).toContain('event type is missing');
    await visit.page.evaluate(() => window.tracker.trackEvent('last'));
    expect(await visit.story(1)).toEqual(['last']);
  });
});
