/** Pages that forbid, frame, double or fight the tracker. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchPlain } from './support/launchPlain.ts';
import { type Study, startStudy } from './support/startStudy.ts';

const SCRIPT = '<script src="/onevault.min.js"></script>';
const START = 'window.tracker = new OneVaultTracker(OPTIONS); tracker.enableAutoTracking();';
const html = (body: string, head = `${SCRIPT}<script>${START}</script>`): string =>
  `<!doctype html><html lang="en"><head><title>Page</title>${head}</head><body>${body}</body></html>`;

/** Nothing but scripts of this origin and of this nonce, no eval, no inline style, no string where HTML is expected. */
const STRICT =
  "default-src 'none'; script-src 'self' 'nonce-n0nce'; connect-src *; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

let study: Study;
beforeAll(async () => {
  study = await startStudy((path) => {
    switch (path) {
      case '/plain':
        return html('<button id="b">b</button><a id="next" href="/next">next</a><form id="f"><input name="x"></form>');
      case '/next':
        return html('<p>next</p>');
      case '/strict':
        return {
          body: html('<button id="b">b</button>', `${SCRIPT}<script nonce="n0nce">${START}</script>`),
          headers: { 'Content-Security-Policy': STRICT },
        };
      case '/framed':
        return html(
          '<iframe sandbox="allow-scripts" src="/plain"></iframe>',
          `${SCRIPT}<script>window.tracker = new OneVaultTracker(OPTIONS)</script>`,
        );
      case '/two':
        return html(
          '<button id="b">b</button>',
          `${SCRIPT}<script>const First = OneVaultTracker; window.other = new First({ ...OPTIONS, apiBaseUrl: (OPTIONS).apiBaseUrl.replace('127.0.0.1', 'localhost') }); other.setGlobalProperties({ who: 'other' });</script>
           <script src="/onevault.full.min.js"></script><script>window.isOther = OneVaultTracker !== First; other.enableAutoTracking(); ${START}</script>`,
        );
      case '/worker':
        return html('', `${SCRIPT}<script>${START} new Worker('/worker.js')</script>`);
      case '/worker.js':
        return {
          type: 'text/javascript',
          body: "importScripts('/onevault.min.js'); const tracker = new OneVaultTracker(OPTIONS); tracker.enableAutoTracking(); tracker.disableAutoTracking(); tracker.trackEvent('from_worker').then(() => tracker.privacyReport());",
        };
      case '/bare':
        return { body: html('<button id="b">b</button>', ''), headers: { 'Content-Security-Policy': STRICT } };
      case '/long':
        return html(`<div id="long" style="height:5000px">long</div>`);
      default:
        return undefined;
    }
  });
});
afterAll(() => study?.close());

test('a strict policy with trusted types has nothing to complain about', async () => {
  const visit = await study.visit('/strict');
  await visit.page.click('#b');
  expect(await visit.story(2)).toEqual(['page_view Page /strict', 'user_interaction b']);
  expect(visit.errors).toEqual([]);
  await visit.close();
});

test('a sandboxed frame, which has no storage and no origin, is tracked all the same', async () => {
  const visit = await study.visit('/framed');
  await visit.page.frameLocator('iframe').locator('#b').click();
  expect(await visit.story(2)).toEqual(['page_view Page /plain', 'user_interaction b']);
  await visit.close();
});

test('with all storage blocked, where the very access to it throws, nothing is missing but the next page’s memory', async () => {
  const plain = await launchPlain({ blocksStorage: true });
  const { context } = await plain.connect();
  const visit = await study.visit('/plain', context);
  const { page } = visit;
  const forbidden = await page.evaluate(() =>
    ['localStorage', 'sessionStorage'].map((name) => {
      try {
        return String(window[name as 'localStorage']);
      } catch (error) {
        return (error as Error).name;
      }
    }),
  );
  expect(forbidden).toEqual(['SecurityError', 'SecurityError']);
  await page.click('#b');
  await page.evaluate(() => window.tracker.identify('user-7'));
  await page.evaluate(() => window.tracker.trackEvent('later'));
  expect(await visit.story(4)).toEqual(['page_view Page /plain', 'user_interaction b', 'identify', 'later']);
  const events = await visit.events(4);
  expect(new Set(events.map(({ event_data }) => event_data.session_id)).size).toBe(1);
  expect(events[3]?.event_data.user_id).toBe('user-7');
  expect(await page.evaluate(() => window.tracker.privacyReport().stored)).toEqual({});
  expect(await page.evaluate(() => window.tracker.getDeliveryStats())).toMatchObject({ queued: 0, dropped: 0 });
  expect(visit.errors).toEqual([]);
  await plain.close();
});

test('an extension tracks from its own world, on a page that allows nothing, and is not seen there', async () => {
  const visit = await study.visit('/bare');
  const folder = mkdtempSync(join(tmpdir(), 'onevault-extension-'));
  cpSync(new URL('../../dist/onevault.min.js', import.meta.url), join(folder, 'onevault.js'));
  writeFileSync(
    join(folder, 'content.js'),
    `const tracker = new OneVaultTracker(${visit.options}); tracker.enableAutoTracking();`,
  );
  const scripts = [{ matches: ['http://127.0.0.1/*'], js: ['onevault.js', 'content.js'], run_at: 'document_end' }];
  const manifest = { manifest_version: 3, name: 'Tracker', version: '1', content_scripts: scripts };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  const plain = await launchPlain({ extension: folder });
  const { context } = await plain.connect();
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${study.url}/bare`);
  await page.click('#b');
  await page.evaluate(() => history.pushState(null, '', '/bare/next'));
  expect(await visit.story(3)).toEqual(['page_view Page /bare', 'user_interaction b', 'page_view Page /bare/next']);
  expect(await page.evaluate(() => 'OneVaultTracker' in window)).toBe(false);
  expect(errors).toEqual([]);
  await plain.close();
  rmSync(folder, { recursive: true });
  await visit.close();
});

test('two trackers for two servers, of two builds, each track everything once and leave the page as it was', async () => {
  const visit = await study.visit('/two');
  const { page } = visit;
  await page.click('#b');
  await page.evaluate(() => history.pushState(null, '', '/two/next'));
  const events = await visit.events(6);
  const of = (who: unknown) =>
    events.filter(({ event_data }) => event_data.who === who).map(({ event_type }) => event_type);
  expect(of('other')).toEqual(['page_view', 'user_interaction', 'page_view']);
  expect(of(undefined)).toEqual(['page_view', 'user_interaction', 'page_view']);
  expect(new Set(events.map(({ event_data }) => event_data.visitor_id)).size).toBe(1);
  expect(await page.evaluate(() => (window as unknown as { isOther: boolean }).isOther)).toBe(true);
  expect(visit.errors).toEqual([]);
  await visit.close();
});

test('a worker can track, and has nothing to track by itself', async () => {
  const visit = await study.visit('/worker');
  expect((await visit.story(2)).sort()).toEqual(['from_worker', 'page_view Page /worker']);
  expect(visit.errors).toEqual([]);
  await visit.close();
});

describe('hostile pages', () => {
  test('a path of 50,000 nodes, a megabyte of text, getters that throw, names that shadow', async () => {
    const visit = await study.visit('/plain');
    await visit.page.evaluate(() => {
      const click = (element: Element | null): void => {
        element?.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true }));
      };
      const button = document.createElement('button');
      button.id = 'deep';
      // A tree this deep takes the browser itself half a minute; its path will do.
      const path = [button, ...Array.from({ length: 50_000 }, () => document.createElement('div')), document, window];
      const event = new MouseEvent('click', { bubbles: true, composed: true });
      event.composedPath = () => path;
      document.body.append(button);
      button.dispatchEvent(event);
      button.remove();

      const host = document.createElement('div');
      document.body.append(host);
      host.innerHTML = `<button id="big"></button><button id="trap">t</button>
        <svg class="icon"><a id="svg" href="#x"><circle r="9"/></a></svg>
        <form id="shadowed" action="/go"><button id="inside" type="button">i</button><input name="submit"><input name="closest"><input name="matches"><input name="attributes"><input name="parentNode"><input name="getRootNode"></form>`;
      (host.querySelector('#big') as Element).textContent = 'x'.repeat(1_000_000);
      click(host.querySelector('#big'));
      for (const name of ['textContent', 'innerText', 'className', 'id', 'href', 'value', 'dataset']) {
        Object.defineProperty(host.querySelector('#trap'), name, {
          get() {
            throw new Error(`trap ${name}`);
          },
        });
      }
      click(host.querySelector('#trap'));
      click(host.querySelector('circle'));
      const form = host.querySelector('form') as HTMLFormElement;
      click(host.querySelector('#inside'));
      form.addEventListener('submit', (event) => event.preventDefault());
      HTMLFormElement.prototype.requestSubmit.call(form);
    });
    expect(await visit.story(6)).toEqual([
      'page_view Page /plain',
      'user_interaction deep',
      'user_interaction big',
      'user_interaction svg',
      'user_interaction inside',
      'form_submission shadowed',
    ]);
    const big = (await visit.events(6)).find(({ event_data }) => event_data.element_id === 'big');
    expect(String(big?.event_data.text)).toHaveLength(100);
    expect(visit.errors).toEqual([]);
    await visit.close();
  });
});

test('nodes of a frame, of a shadow root’s slots and of nowhere; names that stand in the place of the document’s own', async () => {
  const visit = await study.visit('/plain');
  const { page } = visit;
  await page.evaluate(async () => {
    const click = (element: Element | null): void => {
      element?.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true }));
    };
    const host = document.createElement('div');
    document.body.append(host);
    // Made by another realm: no instance of this one's classes.
    const frame = document.createElement('iframe');
    host.append(frame);
    const foreign = (frame.contentDocument as Document).createElement('button');
    foreign.id = 'foreign';
    foreign.innerHTML = '<b>From</b> <i data-ov-mask>secret1</i> afar';
    host.append(foreign);
    if (foreign instanceof Element) throw new Error('not foreign');
    click(foreign);

    const slotted = document.createElement('button');
    slotted.id = 'slotted';
    slotted.innerHTML = 'Pay <x-outer><b>secret2</b></x-outer>';
    const outer = slotted.querySelector('x-outer') as Element;
    outer.attachShadow({ mode: 'open' }).innerHTML = '<div data-ov-mask><slot></slot></div>';
    host.append(slotted);
    click(slotted);
    // From the slotted node out: through the mask, which is in the shadow root only.
    const wrapped = document.createElement('div');
    wrapped.innerHTML = '<button id="wrapped">secret3</button>';
    wrapped.attachShadow({ mode: 'open' }).innerHTML = '<div data-ov-mask><slot></slot></div>';
    host.append(wrapped);
    click(wrapped.querySelector('button'));

    click(document.createElement('button'));
    const form = document.createElement('form');
    form.id = 'item';
    form.dataset.item = 'tea';
    form.innerHTML = '<input name="matches"><input name="nodeType"><input name="form"><input name="type">';
    host.append(form);
    click(form);

    // They take the place of `document.title` and `document.referrer`.
    host.insertAdjacentHTML('beforeend', '<img name="title"><form name="referrer"></form>');
    Object.assign(document.querySelector('img') as object, { self: window });
    history.pushState(null, '', '/plain/clobbered');
    document.querySelector('img')?.remove();
    await window.tracker.flush();
  });
  // Nothing throws when there is no document left to measure.
  await page.evaluate(() => {
    document.documentElement.remove();
    document.dispatchEvent(new Event('scroll'));
  });
  await page.waitForFunction(() => performance.now() > 1_500);
  expect(await visit.story(6)).toEqual([
    'page_view Page /plain',
    'user_interaction foreign',
    'user_interaction slotted',
    'user_interaction wrapped',
    'item_interaction item',
    expect.stringMatching(/^page_view .* \/plain\/clobbered$/),
  ]);
  const events = await visit.events(6);
  expect(events.slice(1, 4).map(({ event_data }) => event_data.text)).toEqual(['From afar', 'Pay', '']);
  expect(await visit.everything()).not.toContain('secret');
  expect(visit.errors).toEqual([]);
  await visit.close();
});

test.each(['localStorage', 'cookie'])('consent that is withdrawn leaves nothing behind, with %s', async (storage) => {
  const visit = await study.visit('/plain');
  const { page } = visit;
  const left = await page.evaluate(
    async ({ kind, options }) => {
      const { tracker } = window;
      const other = new window.OneVaultTracker({
        ...JSON.parse(options),
        storage: kind as 'cookie',
        apiBaseUrl: 'http://127.0.0.1:9',
      });
      tracker.shutdown();
      other.identify('user-7');
      await other.trackEvent('waits');
      const look = async () => ({
        keys: Object.keys(localStorage).filter((key) => key.includes(':9:') || !key.includes('http')),
        cookie: document.cookie,
        databases: (await indexedDB.databases()).map(({ name }) => name).filter((name) => name?.includes(':9:')),
      });
      // What is hidden is written to localStorage as well.
      window.dispatchEvent(new Event('pagehide'));
      let before = await look();
      while (!before.databases.length) before = await look();
      other.setConsent('denied');
      window.dispatchEvent(new Event('pagehide'));
      // Deleting a database is one after another, so this is behind it.
      await new Promise((resolve) => {
        indexedDB.deleteDatabase(String(before.databases[0])).onsuccess = resolve;
      });
      window.dispatchEvent(new Event('pagehide'));
      return { before, after: await look(), report: other.privacyReport().stored };
    },
    { kind: storage, options: visit.options },
  );
  expect(left.before.databases).toHaveLength(1);
  expect(left.before.keys.length + left.before.cookie.length).toBeGreaterThan(1);
  expect(left.after).toEqual({ keys: [], cookie: '', databases: [] });
  expect(left.report).toEqual({});
  await visit.close();
});

test('scrolling and seconds in focus are stored with the page they belong to', async () => {
  const visit = await study.visit('/long');
  const { page } = visit;
  await page.mouse.wheel(0, 20_000);
  await page.waitForFunction(() => scrollY > 3_000);
  await page.waitForFunction(() => performance.now() > 2_000);
  await page.goto(`${study.url}/next`);
  await expect.poll(() => visit.everything(), { timeout: 20_000 }).toMatch(/"event_type":"content_engagement"/);
  const everything = await visit.everything();
  expect(everything).toMatch(/"event_type":"scroll_depth"/);
  expect(everything).toMatch(/"time_on_page":[1-9]/);
  expect(everything).toMatch(/"scroll_depth":100/);
  await visit.close();
});

test('nothing is added to the page, nothing can be focused that could not be', async () => {
  const visit = await study.visit('/plain');
  const { page } = visit;
  const look = () =>
    page.evaluate(() => ({
      html: document.documentElement.outerHTML,
      own: Object.getOwnPropertyNames(window).length,
      push: String(history.pushState),
    }));
  const on = await look();
  await page.evaluate(() => window.tracker.disableAutoTracking());
  expect(await look()).toEqual(on);
  expect(on.push).toContain('[native code]');
  expect(await page.evaluate(() => document.querySelectorAll('[tabindex],dialog,iframe,input').length)).toBe(1);
  await visit.close();
});

test.each(['1,000 routes', '1,000 times on and off, with a route each'])(
  '%s leave neither listeners nor memory behind',
  async (what) => {
    const visit = await study.visit('/plain');
    const { page } = visit;
    const session = await visit.context.newCDPSession(page);
    await session.send('Performance.enable');
    const measure = async (): Promise<Record<string, number>> => {
      await session.send('HeapProfiler.collectGarbage');
      const { metrics } = await session.send('Performance.getMetrics');
      return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    };
    const walk = (from: number, count: number, isSwitched: boolean) =>
      page.evaluate(
        async ({ from, count, isSwitched }) => {
          for (let n = from; n < from + count; n++) {
            if (isSwitched) window.tracker.disableAutoTracking();
            window.tracker.enableAutoTracking();
            history.replaceState(null, '', `/route/${n}`);
            document.title = `Route ${n}`;
            await Promise.resolve();
          }
          // What still waits is memory too.
          return (await window.tracker.flush({ timeoutMs: 60_000 })).queued;
        },
        { from, count, isSwitched },
      );
    const isSwitched = what.includes('off');
    expect(await walk(0, 300, isSwitched)).toBe(0);
    const before = await measure();
    expect(await walk(300, 1_000, isSwitched)).toBe(0);
    const after = await measure();
    // A request and a transaction on their way have some of their own; a thousand rounds would have thousands.
    expect(after.JSEventListeners).toBeLessThan(Number(before.JSEventListeners) + 100);
    expect(after.Nodes).toBeLessThan(Number(before.Nodes) + 100);
    expect(Number(after.JSHeapUsedSize) - Number(before.JSHeapUsedSize)).toBeLessThan(500_000);
    await visit.close();
  },
);
