import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as matchers from '../src/matchers/index.ts';
import { createMockServer, type MockServer, type TestCustomer } from '../src/testing.ts';
import '../src/vitest/index.ts';
import { track } from './track.ts';

// Matchers that wait for events that a page has yet to send.

const LONG = { timeoutMs: 20_000 };
const SHORT = { timeoutMs: 60 };
let server: MockServer;
let customer: TestCustomer;
beforeAll(async () => {
  server = await createMockServer({ port: false });
});
afterAll(() => server?.close());
beforeEach(async () => {
  customer = await server.createCustomer();
});

const send = (body: object) => track(server, body, { customer });
const view = (session_id = 'sess_1') => ({ event_type: 'page_view', event_data: { session_id } });
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'it did not fail',
    (error: Error) => error.message.replaceAll(customer.customerId, 'acme'),
  );

/** A customer whose page sends its events one after the other, each when a matcher has looked without it. */
function sendAfterLooks(...bodies: object[]): TestCustomer & { looks(): number } {
  let looks = 0;
  return {
    ...customer,
    looks: () => looks,
    async rejected() {
      const rejected = await customer.rejected();
      looks += 1;
      const body = bodies.shift();
      if (body) await send(body);
      return rejected;
    },
  };
}

test('what comes later ends the wait', async () => {
  const page = sendAfterLooks(view(), view(), {
    event_type: 'signup',
    event_data: { session_id: 'sess_1', plan: 'pro' },
  });
  await expect(page).toHaveTracked('signup', { plan: 'pro' }, LONG);
  await expect(sendAfterLooks(view())).toHaveTrackedTimes('page_view', 3, {}, LONG);
  await expect(sendAfterLooks({ event_type: 'order' })).toHaveTrackedInOrder(['signup', 'order'], LONG);
  await expect(sendAfterLooks(view('sess_2'))).toHaveFunnel(['page_view', 'signup'], [2, 1], LONG);
  await expect(sendAfterLooks({ event_type: ' ' })).not.toHaveNoRejectedEvents(LONG);
});

test('what comes later breaks the claim that it does not come', async () => {
  const order = { event_type: 'order' };
  expect(await failureOf(expect(sendAfterLooks(order)).not.toHaveTracked('order', undefined, LONG))).toContain(
    'Failed to see no "order"',
  );
  const refund = { event_type: 'refund' };
  expect(await failureOf(expect(sendAfterLooks(refund)).toHaveTrackedTimes('refund', 0, undefined, LONG))).toContain(
    'Failed to find 0 tracked "refund": customer "acme" tracked 2 events, and 1 fit.',
  );
  const work = expect(sendAfterLooks(refund)).not.toHaveTrackedInOrder(['refund', 'refund'], LONG);
  expect(await failureOf(work)).toContain('Failed to see another order');
  expect(await failureOf(expect(sendAfterLooks({ page_url: 5 })).toHaveNoRejectedEvents(LONG))).toContain(
    'Failed to see no rejected event',
  );
  expect(await failureOf(expect(sendAfterLooks(view())).toHaveFunnel(['page_view'], [0], LONG))).toContain(
    'Failed to find the funnel',
  );
});

test('that something does not come holds only at the end', async () => {
  for (const claim of [
    (page: TestCustomer) => expect(page).not.toHaveTracked('order', undefined, SHORT),
    (page: TestCustomer) => expect(page).toHaveTrackedTimes('order', 0, undefined, SHORT),
    (page: TestCustomer) => expect(page).not.toHaveTrackedInOrder(['page_view', 'order'], SHORT),
    (page: TestCustomer) => expect(page).toHaveNoRejectedEvents(SHORT),
  ]) {
    const page = sendAfterLooks(view());
    await claim(page);
    expect(page.looks()).toBeGreaterThan(1);
  }
});

test('another number holds only at the end, too', async () => {
  await send(view());
  await expect(sendAfterLooks(view())).not.toHaveTrackedTimes('page_view', 1, {}, LONG);
  const work = expect(sendAfterLooks(view())).not.toHaveTrackedTimes('page_view', 3, {}, SHORT);
  expect(await failureOf(work)).toContain('Failed to see another number than 3');
});

test('too many end the wait at once', async () => {
  await send([view(), view()]);
  const page = sendAfterLooks();
  expect(await failureOf(expect(page).toHaveTrackedTimes('page_view', 1, {}, LONG))).toContain('and 2 fit');
  expect(await failureOf(expect(page).toHaveFunnel(['page_view'], [0], LONG))).toContain('expected 0');
  expect(page.looks()).toBe(2);
});

test('a miss says how long it waited, or how to wait', async () => {
  await send(view());
  expect(await failureOf(expect(customer).toHaveTracked('signup', {}, SHORT))).toMatch(
    /\n\nThe matcher waited 60 ms\.$/,
  );
  const hint = (call: string) => new RegExp(`\\n\\nIf a page has yet to send it, please wait: ${call}\\.$`);
  expect(await failureOf(expect(customer).toHaveTracked('signup'))).toMatch(
    hint('toHaveTracked\\(type, properties, { timeoutMs: 3000 }\\)'),
  );
  expect(await failureOf(expect(customer).toHaveTrackedTimes('page_view', 2))).toMatch(hint('toHaveTrackedTimes.*'));
  expect(await failureOf(expect(customer).toHaveTrackedInOrder(['page_view', 'x']))).toMatch(hint('toHaveTrackedIn.*'));
  expect(await failureOf(expect(customer).toHaveFunnel(['page_view'], [2]))).toMatch(hint('toHaveFunnel.*'));
  expect(await failureOf(expect(customer).not.toHaveNoRejectedEvents())).toMatch(hint('toHaveNoRejectedEvents.*'));
  expect(await failureOf(expect(customer).toHaveTrackedTimes('page_view', 0))).not.toContain('please wait');
  expect(await failureOf(expect(customer).not.toHaveTracked('page_view'))).not.toContain('please wait');
});

test('the time-out of Playwright’s expect is the default, except for what stays away', async () => {
  const playwright = { isNot: false, timeout: 20_000 };
  const page = sendAfterLooks(view());
  expect(await matchers.toHaveTracked.call(playwright, page, 'page_view')).toMatchObject({ pass: true });
  const quiet = sendAfterLooks();
  expect(await matchers.toHaveNoRejectedEvents.call(playwright, quiet)).toMatchObject({ pass: true });
  expect(await matchers.toHaveTracked.call({ ...playwright, isNot: true }, quiet, 'x')).toMatchObject({ pass: false });
  expect(quiet.looks()).toBe(2);
});

test.each([
  [
    { timeout: 5 },
    'Failed to read the options: there is no "timeout": did you mean "timeoutMs"? Please use timeoutMs.',
  ],
  [{ timeoutMs: '5 s' }, 'Failed to read the options: timeoutMs is "5 s". Please give milliseconds.'],
  [500, 'Failed to read the options: 500 is none. Please give { timeoutMs: 3000 }.'],
])('%j as options fails with what to give instead', async (options, message) => {
  await expect(expect(customer).toHaveTracked('x', {}, options as never)).rejects.toThrow(message);
});
