/** Not our server answered: a firewall, a proxy, a static host, a login page. */
import { expect, test } from 'vitest';
import type { DeliveryStats } from '../../src/entries/npm.ts';
import { useFieldPages } from './support/useFieldPages.ts';

const pages = useFieldPages({ needsNewContext: true });
const HTML = '<html><head><title>Forbidden</title></head><body>Request blocked.</body></html>';
const JSON_OF_OTHERS = JSON.stringify({ message: 'Forbidden' });
const OURS = JSON.stringify({ success: false, detail: 'no', error_code: 'INVALID_EVENT', message: 'no' });
const INHERITED = JSON.stringify({ detail: [{ loc: ['body'], msg: 'no', type: 'value_error' }] });

/** A page behind something that answers the first `count` requests itself. */
async function openBehind(status: number, body: string, count: number, useAsync = false) {
  const context = await pages.study.browser.newContext();
  let left = count;
  await context.route(`${pages.study.server.url}/api/**`, async (route) => {
    if (route.request().method() !== 'POST' || left-- <= 0) return route.continue();
    return route.fulfill({
      status,
      headers: { 'Access-Control-Allow-Origin': '*' },
      contentType: body === HTML ? 'text/html' : 'application/json',
      body,
    });
  });
  const visit = await pages.open({
    context,
    options: { useAsync },
    // The wait between two attempts is random; here it is short.
    before: '<script>Math.random = () => 0.01;</script>',
    // Without engagement: on a machine that takes half a second to load the page, its seconds are one more event.
    start: 'tracker.enableAutoTracking({ engagement: false }); tracker.trackEvent("own"); tracker.trackEvent("two");',
  });
  const stats = async () => (await visit.run('tracker.getDeliveryStats()')) as DeliveryStats;
  return { visit, stats, close: () => context.close() };
}

const STATUSES = [400, 401, 403, 404, 405, 406, 413, 418, 422, 431, 451];

test.each(STATUSES)('%i with HTML: the events are kept, and stored when the server answers again', async (status) => {
  for (const body of [HTML, JSON_OF_OTHERS]) {
    const { visit, stats, close } = await openBehind(status, body, 3);
    expect(await visit.story(3)).toEqual(['own', 'two', 'page_view Page /']);
    await expect.poll(async () => (await stats()).delivered).toBe(3);
    expect(await stats()).toMatchObject({ tracked: 3, dropped: 0, queued: 0, duplicates: 0 });
    // The browser itself reports the status; the tracker adds nothing.
    expect(visit.errors.filter((error) => !error.startsWith('Failed to load resource'))).toEqual([]);
    await close();
  }
});

test.each([
  ['ours', OURS],
  ['an inherited server’s', INHERITED],
])('422 that is %s drops a single event', async (_, body) => {
  const { visit, stats, close } = await openBehind(422, body, 1_000);
  await expect.poll(async () => (await stats()).dropped).toBe(3);
  expect(await stats()).toMatchObject({ queued: 0, droppedByReason: { rejected: 3 } });
  expect(await visit.events(0)).toEqual([]);
  await close();
});

test('a batch whose answer lists only what is stored is delivered', async () => {
  const context = await pages.study.browser.newContext();
  let requests = 0;
  await context.route(`${pages.study.server.url}/api/**`, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    requests++;
    const answer = await route.fetch();
    const { rejected, duplicates, ...body } = await answer.json();
    return route.fulfill({ response: answer, json: body });
  });
  const visit = await pages.open({ context, start: 'for (const type of ["a", "b", "c"]) tracker.trackEvent(type);' });
  expect(await visit.story(3)).toEqual(['a', 'b', 'c']);
  await expect
    .poll(() => visit.run('tracker.getDeliveryStats()'))
    .toMatchObject({ delivered: 3, retried: 0, queued: 0, dropped: 0 });
  expect(requests).toBe(1);
  await context.close();
});
