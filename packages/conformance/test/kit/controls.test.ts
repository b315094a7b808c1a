import { definePlan } from '@onevault/mock-server/internal/plan/index';
import { createMockServer, type MockServer, type TestCustomer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { track } from '../../../mock-server/test/track.ts';
import { ask } from '../http/ask.ts';

// The kit over HTTP. Faults, events, customers and reset are tested in test/http.

let server: MockServer;
let customer: TestCustomer;
const mock = (path: string, body?: object) => ask(`${server.url}/mock/${path}`, { key: null, ...(body && { body }) });
const own = () => `customer_id=${customer.customerId}`;
beforeAll(async () => {
  server = await createMockServer({ plan: definePlan({ order: z.object({ value: z.number() }) }) });
  customer = await server.createCustomer('acme');
  await track(
    server,
    [
      { event_id: 'evt_1', event_type: 'order', event_data: { value: 120, session_id: 'sess_1' } },
      { event_id: 'evt_2', event_type: 'orde' },
    ],
    { customer },
  );
});
afterAll(() => server?.close());

test('rejected, ledger and settled answer for a customer', async () => {
  expect((await mock(`rejected?${own()}`)).body.rejected).toMatchObject([
    { event_id: 'evt_2', stage: 'refused', reason: { rule: 'plan_unknown_event', pointer: '/event_type' } },
  ]);
  expect((await mock(`ledger?${own()}&sent=evt_1&sent=evt_9`)).body.ledger).toEqual({
    sent: 3,
    received: 2,
    stored: 1,
    duplicated: 0,
    rejected: 1,
    lost: 1,
  });
  expect((await mock(`settled?${own()}`)).body).toMatchObject({ settled: true, message: null });
  expect((await mock(`leftovers?${own()}`)).body.leftovers).toEqual([]);
  expect((await mock('rejected?customer_id=nobody')).status).toBe(404);
});

test.each([
  ['events?type=order', 'type: There is no such parameter: allowed are customer_id, event_type, session_id, limit'],
  ['events?eventType=order', 'eventType: There is no such parameter: did you mean "event_type"? Allowed are'],
  [
    'rejected?customer=acme',
    'customer: There is no such parameter: did you mean "customer_id"? Allowed are customer_id',
  ],
  ['settled?timeout=5', 'timeout: There is no such parameter: did you mean "timeout_ms"? Allowed are'],
  ['clock?now=1', 'now: There is no such parameter: none is allowed'],
])('refuses %s and says what is allowed', async (path, message) => {
  const mistyped = await mock(path);
  expect([mistyped.status, mistyped.body.message]).toEqual([422, expect.stringContaining(message)]);
});

test('wait answers with the events, or with the nearest ones', async () => {
  const wanted = { customer_id: 'acme', event_type: 'order', where: { value: 120 } };
  expect((await mock('wait', wanted)).body).toMatchObject({
    matched: true,
    message: null,
    events: [{ event_id: 'evt_1' }],
  });
  const missed = await mock('wait', { ...wanted, where: { value: 7 }, timeout_ms: 0 });
  expect(missed.status).toBe(408);
  expect(missed.body).toMatchObject({
    success: false,
    error_code: 'WAIT_TIMED_OUT',
    matched: false,
    message: expect.stringContaining('value: expected 7, got 120'),
    events: [],
    arrived: [{ event_id: 'evt_1', event_data: { value: 120 } }],
    rejected: [{ event_id: 'evt_2', stage: 'refused' }],
  });
});

test('funnel counts the sessions of each step', async () => {
  const steps = ['order', { event_type: 'order', where: { value: 5 } }];
  expect((await mock('funnel', { customer_id: 'acme', steps })).body.counts).toEqual([1, 0]);
});

test('the clock is read and advanced', async () => {
  expect((await mock('clock')).body).toMatchObject({ offset_ms: 0, frozen: false, moves: 'everything' });
  const { now } = (await mock('clock', { freeze: true })).body;
  const moved = (await mock('clock', { advance: '31 min' })).body;
  expect(moved).toMatchObject({ offset_ms: 31 * 60_000, frozen: true });
  expect(Date.parse(String(moved.now)) - Date.parse(String(now))).toBe(31 * 60_000);
  expect((await mock('clock', { freeze: false })).body).toMatchObject({ offset_ms: 31 * 60_000, frozen: false });
  expect((await mock('clock', { advance: 'soon' })).body).toMatchObject({
    error_code: 'INVALID_BODY',
    message: expect.stringContaining('units are ms, s, min, h and days'),
  });
});

test('a clock is not advanced beyond the calendar, and goes on where it was', async () => {
  const before = (await mock('clock')).body.offset_ms;
  for (const advance of [8.64e15, 1e300, '99999999 days']) {
    const refused = await mock('clock', { advance });
    expect(refused.status).toBe(422);
    expect(refused.body.message).toContain('beyond the year 9999');
  }
  expect((await mock('clock')).body.offset_ms).toBe(before);
  expect((await mock('clock', { advance: '1 min' })).status).toBe(200);
});

test('coverage needs a plan', async () => {
  expect((await mock('coverage')).body.coverage).toMatchObject({ events: [{ type: 'order', count: 1 }] });
  const plain = await createMockServer();
  expect((await ask(`${plain.url}/mock/coverage`, { key: null })).status).toBe(404);
  await plain.close();
});

test.each([
  ['wait', { event_type: 'x', timeoutMs: 5 }, 'did you mean "timeout_ms"? Allowed are'],
  ['wait', { event_type: 5 }, 'Input should be a valid string'],
  ['wait', { event_type: 'x', times: 2 }, 'allowed are customer_id, event_type, count, where, timeout_ms'],
  ['wait', { event_type: 'x', where: [] }, 'Input should be a valid object'],
  ['wait', { event_type: 'x', count: 0 }, 'a whole number from 1 to 10000'],
  ['funnel', { steps: 'order' }, 'Input should be a list of event types, or of {event_type, where}'],
  ['clock', { to: 'noon' }, 'allowed are advance, freeze'],
  ['clock', {}, 'it is not a number and a unit'],
  ['clock', { freeze: 'now' }, 'freeze: Input should be a valid boolean'],
])('refuses %s with %j and says what is allowed', async (path, body, message) => {
  const answer = await mock(path, body);
  expect([answer.status, answer.body.message]).toEqual([422, expect.stringContaining(message)]);
});

test('without the option mock there are no controls', async () => {
  const plain = await createMockServer({ mock: false });
  for (const path of ['rejected', 'ledger', 'settled', 'clock', 'leftovers', 'coverage']) {
    expect((await ask(`${plain.url}/mock/${path}`, { key: null })).status, path).toBe(404);
  }
  for (const path of ['wait', 'funnel', 'clock']) {
    expect((await ask(`${plain.url}/mock/${path}`, { key: null, body: {} })).status, path).toBe(404);
  }
  await plain.close();
});
