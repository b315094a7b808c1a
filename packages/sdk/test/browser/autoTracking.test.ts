/** What a page in a real browser does to auto-tracking, from what the server stored. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, startLab, type Visit } from './support/startLab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab?.close());

/** Everything that is stored of this visit: type and what it is about. */
async function stored(visit: Visit, count: number): Promise<string[]> {
  const read = async () => lab.server.engine.stagedEvents(visit.customerId);
  await expect.poll(async () => (await read()).length, { timeout: 30_000, interval: 50 }).toBeGreaterThanOrEqual(count);
  const events = await read();
  events.sort((a, b) => Number(a.event_data.seq) - Number(b.event_data.seq));
  return events.map(({ event_type, event_data: data }) =>
    [event_type, data.element_type, data.element_id, data.text, data.form_id].filter((part) => part).join(' '),
  );
}

test('clicks and submits are told apart, and clicks are seen inside shadow roots', async () => {
  const visit = await lab.visit();
  const page = await visit.open();
  await page.evaluate(() => {
    document.body.innerHTML = `
      <button id="plain"><b>Buy <i>now</i></b></button>
      <a id="link" href="#there"><span>there</span></a>
      <svg width="20" height="20"><a id="drawn" href="#svg"><rect width="20" height="20" /></a></svg>
      <form id="join" action="/joined"><input name="id"><input name="action"><input name="mail" value="secret"><button>Join</button></form>
      <div id="host"></div>`;
    const root = (document.querySelector('#host') as Element).attachShadow({ mode: 'open' });
    root.innerHTML = '<button id="inner">In</button>';
    document.querySelector('form')?.addEventListener('submit', (event) => event.preventDefault());
    window.tracker.enableAutoTracking();
    window.tracker.enableAutoTracking();
  });
  await page.click('#plain i');
  await page.click('#link span');
  await page.click('#drawn rect');
  await page.click('#join button');
  await page.click('#host >> #inner');
  await page.locator('#join [name=mail]').press('Enter');
  await page.click('body', { position: { x: 1, y: 1 } });
  expect(await stored(visit, 7)).toEqual([
    'page_view',
    'user_interaction button plain Buy now',
    'user_interaction link link there',
    'user_interaction link drawn',
    'form_submission join',
    'user_interaction button inner In',
    'form_submission join',
  ]);
  const events = JSON.stringify(await lab.server.engine.stagedEvents(visit.customerId));
  expect(events).not.toContain('secret');
  await visit.close();
});

test('a page that throws at everything is left in peace', async () => {
  const visit = await lab.visit();
  const page = await visit.open();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.evaluate(async () => {
    document.body.innerHTML = '<button id="trap">x</button><button id="fine">y</button>';
    window.tracker.enableAutoTracking();
    Object.defineProperty(document.querySelector('#trap'), 'textContent', {
      get() {
        throw new Error('trap');
      },
    });
    (document.querySelector('#trap') as HTMLElement).click();
    const { fetch, JSON: realJson, Promise: RealPromise } = window;
    const broken = {
      get: () => () => {
        throw new Error('broken');
      },
    };
    for (const name of ['fetch', 'Blob', 'AbortController', 'Promise', 'localStorage', 'indexedDB']) {
      Object.defineProperty(window, name, { configurable: true, value: new Proxy(() => {}, broken) });
    }
    await window.tracker.trackEvent('while broken');
    window.JSON = { ...realJson, stringify: broken.get() } as JSON;
    await window.tracker.trackEvent('without JSON');
    for (const name of ['Blob', 'AbortController', 'localStorage', 'indexedDB']) Reflect.deleteProperty(window, name);
    Object.assign(window, { JSON: realJson });
    for (const [name, value] of [
      ['fetch', fetch],
      ['Promise', RealPromise],
    ] as const) {
      Object.defineProperty(window, name, { configurable: true, writable: true, value });
    }
    (document.querySelector('#fine') as HTMLElement).click();
  });
  await expect.poll(() => errors).toEqual([]);
  const stats = await visit.stats(page);
  expect(stats).toMatchObject({ dropped: 1, droppedByReason: { unserializable: 1 } });
  expect(stats.tracked).toBe(stats.delivered + stats.queued + stats.dropped);
  await visit.close();
});

test('1,000 times on and off leaves no listener behind', async () => {
  const visit = await lab.visit();
  const page = await visit.open();
  const left = await page.evaluate(() => {
    let listeners = 0;
    const { addEventListener, removeEventListener } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (...args: Parameters<typeof addEventListener>) {
      listeners++;
      addEventListener.apply(this, args);
    };
    EventTarget.prototype.removeEventListener = function (...args: Parameters<typeof removeEventListener>) {
      listeners--;
      removeEventListener.apply(this, args);
    };
    window.tracker.pause();
    for (let n = 0; n < 1_000; n++) {
      window.tracker.enableAutoTracking();
      window.tracker.disableAutoTracking();
    }
    window.tracker.shutdown();
    return listeners;
  });
  expect(left).toBe(0);
  await visit.close();
});
