/** A test run with the key of production: refused, said once, and nothing of it is stored, now or later. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createMockServer, type MockServer } from '../../../../examples/shared/mockServer.ts';
import { type SaidVisit, useSaid } from './support/useSaid.ts';

const REASON =
  'This key is for production, and a program drives the browser: use a key for test, or a key without an environment';

const pages = useSaid();
let server: MockServer;
beforeAll(async () => {
  server = await createMockServer({
    keys: [
      { customerId: 'demo', token: 'ovt_demo', scope: 'full' },
      { customerId: 'demo', token: 'production', scope: 'write', environment: 'production' },
      { customerId: 'demo', token: 'test', scope: 'write', environment: 'test' },
    ],
  });
});
afterEach(() => server.reset());
afterAll(() => server?.close());

const toOptions = (apiToken: string) => ({ apiBaseUrl: server.url, customerId: 'demo', apiToken });
const stored = async () => {
  await server.settled();
  return (await server.events({ stage: 'any' })).map(({ event_type }) => event_type);
};
/** Resolves when nothing is left to send. */
const sendAll = ({ page }: SaidVisit) => page.evaluate(() => window.tracker.flush());
const ledgerOf = ({ page }: SaidVisit) => page.evaluate(() => window.tracker.getDeliveryStats());

test('one event after the other is dropped with the reason, which the console has once', async () => {
  const visit = await pages.open({ start: '', options: toOptions('production') });
  const requests: string[] = [];
  visit.page.on('request', (request) => request.method() === 'POST' && requests.push(request.url()));
  const answers = await visit.page.evaluate(async () => [
    await window.tracker.trackPageView(),
    await window.tracker.trackEvent('signup'),
  ]);
  for (const answer of answers) {
    expect(answer).toMatchObject({ success: false, dropped: 'rejected', error: REASON, event_data: expect.anything() });
  }
  await sendAll(visit);
  // Each was sent once, by its own request: nothing waits for another attempt.
  expect(requests).toHaveLength(2);
  expect(await ledgerOf(visit)).toMatchObject({ tracked: 2, delivered: 0, queued: 0, dropped: 2 });
  expect(visit.said).toEqual([expect.stringMatching(/^warning .*HTTP 403: Forbidden\. This key is for production/)]);
  // Nor does the next page of the visitor send them.
  await visit.page.reload();
  await sendAll(visit);
  expect(await ledgerOf(visit)).toMatchObject({ queued: 0 });
  expect(await stored()).toEqual([]);
});

test('of a mixed batch the good events are stored', async () => {
  const visit = await pages.open({ start: '', options: { ...toOptions('production'), useAsync: true } });
  const answers = await visit.page.evaluate(() =>
    Promise.all([
      window.tracker.trackEvent('ci'),
      window.tracker.trackEvent('person', { automated: false }),
      window.tracker.trackEvent('elsewhere', { automated: false, environment: 'staging' }),
      window.tracker.trackEvent('other', { automated: false }),
    ]),
  );
  expect(answers).toMatchObject([
    { success: false, dropped: 'rejected', error: REASON },
    { success: true },
    { success: false, dropped: 'rejected', error: expect.stringContaining('the event is of "staging"') },
    { success: true },
  ]);
  expect((await stored()).sort()).toEqual(['other', 'person']);
  expect(await ledgerOf(visit)).toMatchObject({ tracked: 4, delivered: 2, queued: 0, dropped: 2 });
  expect(visit.said).toHaveLength(1);
});

test('with a key for test the same run is stored, and says what it is', async () => {
  const visit = await pages.open({ start: '', options: { ...toOptions('test'), environment: 'test' } });
  await visit.page.evaluate(() => window.tracker.trackEvent('signup'));
  expect(await stored()).toEqual(['signup']);
  const [event] = await server.events();
  expect(event?.event_data).toMatchObject({ automated: true, environment: 'test' });
  expect(visit.said).toEqual([]);
});

test('the health of the tracking and the page name it', async () => {
  const visit = await pages.open({ start: '', options: toOptions('production') });
  await visit.page.evaluate(() => window.tracker.trackEvent('signup'));
  const response = await server.fetch('/api/v1/track/refusals', {
    headers: { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo' },
  });
  const { refused } = (await response.json()) as { refused: object[] };
  expect(refused).toContainEqual(expect.objectContaining({ error_code: 'WRONG_ENVIRONMENT', origin: pages.url }));
});
