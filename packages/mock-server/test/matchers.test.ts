import { expect as jestExpect } from 'expect';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as matchers from '../src/matchers/index.ts';
import type { TrackingMatchers } from '../src/matchers/trackingMatchers.ts';
import { createMockServer, type MockServer, type TestCustomer } from '../src/testing.ts';
import '../src/vitest/index.ts';
import { track } from './track.ts';

let server: MockServer;
let customer: TestCustomer;

const startMs = Date.now() - 60_000;
const at = (second: number) => new Date(startMs + second * 1_000).toISOString();
beforeAll(async () => {
  server = await createMockServer({ port: false });
  customer = await server.createCustomer('acme');
  const send = (body: object, background = false) => track(server, body, { customer, background });
  const event = (event_type: string, second: number, data: object = {}) => ({
    event_type,
    page_url: `https://clinic.example/${event_type}`,
    event_data: { ...data, session_id: 'sess_1', timestamp: at(second) },
  });
  await send([event('appointment_booked', 3, { value: 120, service: 'teeth' }), event('page_view', 1)], true);
  await send(event('page_view', 2));
  await send({ ...event('page_view', 5), event_data: { session_id: 'sess_2', timestamp: at(5) } });
  await send([{ event_type: 'appointment_booked', page_url: 5 }, event(' ', 4)]);
});
afterAll(() => server?.close());

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'it did not fail',
    (error: Error) => error.message,
  );

test('a tracked event passes, an untracked one passes with .not', async () => {
  await expect(customer).toHaveTracked('appointment_booked');
  await expect(customer).toHaveTracked('appointment_booked', { value: 120, service: expect.stringContaining('tee') });
  await expect(customer).not.toHaveTracked('appointment_booked', { value: 12 });
  await expect(customer).toHaveTrackedTimes('page_view', 3);
  await expect(customer).toHaveTrackedTimes('page_view', 0, { plan: 'pro' });
  await expect(customer).not.toHaveTrackedTimes('page_view', 1);
  await expect(customer).toHaveTrackedInOrder(['page_view', ['appointment_booked', { value: 120 }], 'page_view']);
  await expect(customer).not.toHaveTrackedInOrder(['appointment_booked', 'page_view', 'page_view']);
  await expect(customer).not.toHaveNoRejectedEvents();
  await expect(server).toHaveNoRejectedEvents();
  await expect(customer).toHaveFunnel(['page_view', ['appointment_booked', { value: 120 }], 'page_view'], [2, 1, 0]);
  await expect(customer).not.toHaveFunnel(['page_view'], [1]);
  const onPage = (path: string) =>
    ['page_view', ({ page_url }: { page_url: string }) => page_url.endsWith(path)] as const;
  await expect(customer).toHaveFunnel([onPage('/page_view'), 'appointment_booked'], [2, 1]);
  await expect(customer).toHaveFunnel([onPage('/elsewhere')], [0]);
  await expect(customer).not.toHaveTrackedInOrder([onPage('/elsewhere')]);
});

describe('the message of a failure lists the events there are', () => {
  test('toHaveTracked', async () => {
    expect(await failureOf(expect(customer).toHaveTracked('appointment_booked', { value: 12 }))).toMatchInlineSnapshot(`
      "Failed to find a tracked "appointment_booked" with {"value":12}: customer "acme" tracked 4 events, and none fits. Please compare with the nearest:

        1. appointment_booked
             refused: /page_url: Input should be a valid string (string_type)
        2. appointment_booked on https://clinic.example/appointment_booked
             value: expected 12, got 120
        3. page_view on https://clinic.example/page_view
             event_type: expected "appointment_booked", got "page_view"
             value: expected 12, got nothing
        … and 3 more: page_view,  

      If a page has yet to send it, please wait: toHaveTracked(type, properties, { timeoutMs: 3000 })."
    `);
    expect(await failureOf(expect(server).toHaveTracked('signup'))).toMatchInlineSnapshot(`
      "Failed to find a tracked "signup": customer "demo" tracked 0 events, and none fits. Please compare with the nearest:

        (no other event)

      If a page has yet to send it, please wait: toHaveTracked(type, properties, { timeoutMs: 3000 })."
    `);
  });

  test('not toHaveTracked', async () => {
    const work = expect(customer).not.toHaveTracked('appointment_booked', { value: expect.any(Number) });
    expect(await failureOf(work)).toMatchInlineSnapshot(`
      "Failed to see no "appointment_booked" with {"value":"Any<Number>"}: customer "acme" tracked 4 events, and some fit. Please find what sends them:

        1. appointment_booked on https://clinic.example/appointment_booked {"value":120,"service":"teeth"}"
    `);
  });

  test('toHaveTrackedTimes, too few', async () => {
    expect(await failureOf(expect(customer).toHaveTrackedTimes('appointment_booked', 2))).toMatchInlineSnapshot(`
      "Failed to find 2 tracked "appointment_booked": customer "acme" tracked 4 events, and 1 fit. These fit:

        1. appointment_booked on https://clinic.example/appointment_booked {"value":120,"service":"teeth"}

      Please compare with the nearest others:

        1. appointment_booked
             refused: /page_url: Input should be a valid string (string_type)
        2. page_view on https://clinic.example/page_view
             event_type: expected "appointment_booked", got "page_view"
        3. page_view on https://clinic.example/page_view
             event_type: expected "appointment_booked", got "page_view"
        … and 2 more: page_view,  

      If a page has yet to send it, please wait: toHaveTrackedTimes(type, times, properties, { timeoutMs: 3000 })."
    `);
  });

  test('toHaveTrackedTimes, too many', async () => {
    const message = await failureOf(expect(customer).toHaveTrackedTimes('page_view', 1));
    expect(message).toMatchInlineSnapshot(`
      "Failed to find 1 tracked "page_view": customer "acme" tracked 4 events, and 3 fit. Please check the matching events:

        1. page_view on https://clinic.example/page_view {}
        2. page_view on https://clinic.example/page_view {}
        3. page_view on https://clinic.example/page_view {}"
    `);
  });

  test('not toHaveTrackedTimes', async () => {
    const message = await failureOf(expect(customer).not.toHaveTrackedTimes('appointment_booked', 1));
    expect(message).toMatchInlineSnapshot(`
      "Failed to see another number than 1 of "appointment_booked": customer "acme" tracked 4 events, and some fit. Please find what sends them:

        1. appointment_booked on https://clinic.example/appointment_booked {"value":120,"service":"teeth"}"
    `);
  });

  test('toHaveTrackedInOrder, in another order', async () => {
    const steps = ['page_view', 'appointment_booked', 'page_view', 'appointment_booked'];
    const message = await failureOf(expect(customer).toHaveTrackedInOrder(steps));
    expect(message).toMatchInlineSnapshot(`
      "Failed to find the order: customer "acme" tracked 4 events, and "appointment_booked" does not come after the step before it:

        ✓ "page_view"
        ✓ "appointment_booked"
        ✓ "page_view"
        ✗ "appointment_booked"

      Please check the order in which they happened:

        1. page_view on https://clinic.example/page_view {}
        2. page_view on https://clinic.example/page_view {}
        3. appointment_booked on https://clinic.example/appointment_booked {"value":120,"service":"teeth"}
        4. page_view on https://clinic.example/page_view {}

      If a page has yet to send it, please wait: toHaveTrackedInOrder(steps, { timeoutMs: 3000 })."
    `);
  });

  test('toHaveTrackedInOrder, with a missing event', async () => {
    const steps = ['page_view', ['appointment_booked', { value: 7 }]] as const;
    expect(await failureOf(expect(customer).toHaveTrackedInOrder(steps))).toMatchInlineSnapshot(`
      "Failed to find the order: customer "acme" tracked 4 events, and "appointment_booked" with {"value":7} is missing:

        ✓ "page_view"
        ✗ "appointment_booked" with {"value":7}

      Please compare with the nearest:

        1. appointment_booked
             refused: /page_url: Input should be a valid string (string_type)
        2. appointment_booked on https://clinic.example/appointment_booked
             value: expected 7, got 120
        3. page_view on https://clinic.example/page_view
             event_type: expected "appointment_booked", got "page_view"
             value: expected 7, got nothing
        … and 3 more: page_view,  

      If a page has yet to send it, please wait: toHaveTrackedInOrder(steps, { timeoutMs: 3000 })."
    `);
  });

  test('not toHaveTrackedInOrder', async () => {
    const work = expect(customer).not.toHaveTrackedInOrder(['page_view', 'appointment_booked']);
    expect(await failureOf(work)).toMatchInlineSnapshot(`
      "Failed to see another order: customer "acme" tracked 4 events, with these one after the other. Please find what sends them:

        ✓ "page_view"
        ✓ "appointment_booked""
    `);
  });

  test('toHaveNoRejectedEvents', async () => {
    expect(await failureOf(expect(customer).toHaveNoRejectedEvents())).toMatchInlineSnapshot(`
      "Failed to see no rejected event: customer "acme" has 2. Please correct them:

        1. appointment_booked
             refused: /page_url: Input should be a valid string (string_type)
        2.   on https://clinic.example/ 
             rejected: /event_type: event_type is blank (event_type_blank)"
    `);
  });

  test('not toHaveNoRejectedEvents', async () => {
    expect(await failureOf(expect(server).not.toHaveNoRejectedEvents())).toMatchInlineSnapshot(
      `
      "Failed to see a rejected event: customer "demo" has none. Please send one that is not valid.

      If a page has yet to send it, please wait: toHaveNoRejectedEvents({ timeoutMs: 3000 })."
    `,
    );
  });

  test('toHaveFunnel', async () => {
    const work = expect(customer).toHaveFunnel(
      ['page_view', ['appointment_booked', { value: 120 }], 'paid'],
      [2, 2, 0],
    );
    expect(await failureOf(work)).toMatchInlineSnapshot(`
      "Failed to find the funnel: customer "acme" tracked 4 events, and their sessions came this far. Please compare:

        "page_view"                              ████████████████████  2
        "appointment_booked" with {"value":120}  ██████████            1  expected 2
        "paid"                                                         0

      If a page has yet to send it, please wait: toHaveFunnel(steps, counts, { timeoutMs: 3000 })."
    `);
  });

  test('not toHaveFunnel', async () => {
    expect(await failureOf(expect(customer).not.toHaveFunnel(['page_view'], [2]))).toMatchInlineSnapshot(`
      "Failed to see another funnel: customer "acme" tracked 4 events, and their sessions came this far. Please compare:

        "page_view"  ████████████████████  2"
    `);
  });
});

test.each([
  [
    'something else than a server',
    () => expect('demo').toHaveTracked('x'),
    'expect(…) was given "demo". Please give a mock server',
  ],
  [
    'no server',
    () => expect(undefined).not.toHaveTracked('x'),
    'expect(…) was given nothing. Please give a mock server',
  ],
  [
    'no type',
    () => expect(server).toHaveTracked(5 as never),
    'is not an event type. Please give "type", or ["type", { property: value }].',
  ],
  [
    'no number',
    () => expect(server).toHaveTrackedTimes('x', -1),
    '-1 is not a number of times. Please give 0 or more.',
  ],
  [
    'no steps',
    () => expect(server).toHaveTrackedInOrder([]),
    '[] is not a list of steps. Please give ["first", "second"].',
  ],
  [
    'too few counts',
    () => expect(server).toHaveFunnel(['a', 'b'], [1]),
    'are not one count for each step. Please give ["view", "buy"], [2, 1].',
  ],
])('%s fails with what to give instead', async (_what, run, message) => {
  await expect(run()).rejects.toThrow(message);
});

test('the same matchers in jest’s own expect', async () => {
  jestExpect.extend(matchers);
  const jest = jestExpect as unknown as (subject: unknown) => TrackingMatchers & { not: TrackingMatchers };
  await jest(customer).toHaveTracked('appointment_booked', { value: jestExpect.any(Number) });
  await jest(customer).toHaveFunnel(['page_view', 'appointment_booked'], [2, 1]);
  await jest(customer).not.toHaveTracked('signup');
  expect(await failureOf(jest(customer).toHaveTracked('page_view', { value: jestExpect.any(Number) }))).toContain(
    'value: expected Any<Number>, got nothing',
  );
});

test('jest’s setup file finds jest’s global expect, and fails with a message without it', async () => {
  await expect(import('../src/matchers/jest.ts?none' as string)).rejects.toThrow(
    'Failed to add the matchers to jest: there is no global expect. Please name this file in setupFilesAfterEnv.',
  );
  const extend: object[] = [];
  Object.assign(globalThis, { expect: { extend: (given: object) => extend.push(given) } });
  await import('../src/matchers/jest.ts');
  expect(Object.keys(extend[0] ?? {})).toContain('toHaveFunnel');
  Reflect.deleteProperty(globalThis, 'expect');
});
