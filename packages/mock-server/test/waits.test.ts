import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMockServer, type MockServer, type TestCustomer } from '../src/testing.ts';
import { track } from './track.ts';

let server: MockServer;
let customer: TestCustomer;
let run = 0;
beforeAll(async () => {
  server = await createMockServer({ port: false });
});
afterAll(() => server?.close());
beforeEach(async () => {
  run += 1;
  customer = await server.createCustomer(`acme-${run}`);
});

const send = (body: object, background = false) => track(server, body, { customer, background });
/** The message without the random id of the test's customer. */
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'it did not fail',
    (error: Error) => error.message.replaceAll(customer.customerId, 'acme'),
  );

describe('waitFor', () => {
  test('resolves with events that are already there', async () => {
    await send({ event_type: 'signup', event_data: { plan: 'pro' } });
    expect(await customer.waitFor({ event_type: 'signup' })).toMatchObject([{ event_data: { plan: 'pro' } }]);
  });

  test('resolves when the event arrives, or the wanted number of events', async () => {
    const order: string[] = [];
    const waiting = customer.waitFor({ event_type: 'signup', count: 2, where: { plan: 'pro' } }).then((events) => {
      order.push('seen');
      return events;
    });
    for (const plan of ['pro', 'free', 'pro']) {
      await send({ event_type: 'signup', event_data: { plan } }, plan === 'free');
      order.push(plan);
    }
    expect(await waiting).toHaveLength(2);
    expect(order.indexOf('seen')).toBeGreaterThanOrEqual(order.lastIndexOf('free'));
  });

  test('selects events by a function', async () => {
    await send([
      { event_type: 'order', event_data: { value: 5 } },
      { event_type: 'order', event_data: { value: 50 } },
    ]);
    const [event] = await customer.waitFor({
      event_type: 'order',
      where: ({ event_data: { value } }) => Number(value) > 10,
    });
    expect(event?.event_data.value).toBe(50);
  });

  test('does not count a set-aside event', async () => {
    await send({ event_type: ' ' });
    await expect(customer.waitFor({ event_type: ' ', timeoutMs: 0 })).rejects.toThrow('0 of 1 arrived');
  });

  describe('explains a time-out', () => {
    test('without other events', async () => {
      expect(await failureOf(customer.waitFor({ event_type: 'signup', timeoutMs: 0 }))).toMatchInlineSnapshot(`
        "Failed to see "signup": 0 of 1 arrived within 0 ms at customer "acme". Please compare with the nearest:

          (no other event)"
      `);
    });

    test('with the nearest events and the fields that differ', async () => {
      await send([
        { event_type: 'page_view', page_url: 'https://shop.example/' },
        {
          event_type: 'appointment_booked',
          page_url: 'https://shop.example/book',
          event_data: { value: 12, slot: { day: 'mon', hour: 9 } },
        },
        { event_type: 'appointment_bookd', event_data: { value: 120, slot: { day: 'tue', hour: 9 } } },
        { event_type: 'search', event_data: { text: 'x'.repeat(500) } },
        { event_id: 'evt_bad', event_type: 'appointment_booked', page_url: 5 },
      ]);
      const wanted = {
        event_type: 'appointment_booked',
        where: { value: 120, slot: { day: 'tue' }, at: expect.any(String) },
      };
      expect(await failureOf(customer.waitFor({ ...wanted, timeoutMs: 0 }))).toMatchInlineSnapshot(`
        "Failed to see "appointment_booked" with {"value":120,"slot":{"day":"tue"},"at":"Any<String>"}: 0 of 1 arrived within 0 ms at customer "acme". Please compare with the nearest:

          1. appointment_booked
               refused: /page_url: Input should be a valid string (string_type)
          2. appointment_booked on https://shop.example/book
               value: expected 120, got 12
               slot.day: expected "tue", got "mon"
               at: expected Any<String>, got nothing
          3. appointment_bookd
               event_type: expected "appointment_booked", got "appointment_bookd"
               at: expected Any<String>, got nothing
          … and 2 more: page_view, search"
      `);
    });

    test('with the data, if a function decides', async () => {
      const context = { visitor_id: 'visitor_1', session_id: 'sess_1', language: 'en', tab_id: 'tab_1', seq: 0 };
      await send({ event_type: 'order', event_data: { ...context, value: 5 } });
      const where = function isLarge({ event_data: { value } }: { event_data: { value?: unknown } }) {
        return Number(value) > 10;
      };
      expect(await failureOf(customer.waitFor({ event_type: 'order', where, timeoutMs: 0 }))).toMatchInlineSnapshot(`
        "Failed to see "order" for which isLarge is true: 0 of 1 arrived within 0 ms at customer "acme". Please compare with the nearest:

          1. order
               event_data: {"value":5}"
      `);
    });

    test('with the number that arrived, if several are wanted', async () => {
      await send({ event_type: 'order' });
      expect(await failureOf(customer.waitFor({ event_type: 'order', count: 3, timeoutMs: 0 }))).toMatchInlineSnapshot(`
        "Failed to see "order": 1 of 3 arrived within 0 ms at customer "acme". Please compare with the nearest:

          (no other event)"
      `);
    });
  });
});

describe('settled', () => {
  test('resolves when background processing is done', async () => {
    await Promise.all(Array.from({ length: 20 }, () => send({}, true)));
    await customer.settled();
    expect(await customer.events()).toHaveLength(20);
  });

  test('lists pending events on a time-out', async () => {
    const { worker } = server;
    await worker.settle();
    const stuck = await createMockServer({ port: false, worker: false });
    const fault = stuck.faults.add({ fault: 'crash' });
    await track(stuck, { event_id: 'evt_1', event_type: 'signup' });
    await track(stuck, { event_id: 'evt_2', event_type: 'order' }, { background: true });
    expect(await failureOf(stuck.settled({ timeoutMs: 0 }))).toMatchInlineSnapshot(`
      "Failed to settle: 2 events of customer "demo" still on the way after 0 ms. Please look for a fault that stops them, or wait longer with settled({ timeoutMs }):
        evt_2 order (raw)
        evt_1 signup (staging)"
    `);
    stuck.faults.remove(fault.id);
    await stuck.settled();
    expect(await stuck.events()).toHaveLength(2);
    await stuck.close();
  });
});

describe('the clock', () => {
  test('is the pipeline’s clock: later arrivals have later times', async () => {
    const clocked = await createMockServer({ port: false });
    const startedMs = clocked.clock.now().getTime();
    await clocked.clock.advance('31 min');
    await track(clocked, { event_id: 'evt_1' });
    const [event] = await clocked.events();
    expect(Date.parse(String(event?.event_timestamp)) - startedMs).toBeGreaterThanOrEqual(31 * 60_000);
    expect(clocked.clock.offsetMs).toBe(31 * 60_000);
    await clocked.close();
  });

  test('stands still when frozen, and continues from there', async () => {
    const { clock, close } = await createMockServer({ port: false });
    clock.freeze();
    const frozenMs = clock.now().getTime();
    await new Promise((resolve) => setTimeout(resolve, 3));
    expect(clock.now().getTime()).toBe(frozenMs);
    await Promise.all([clock.advance('1 s'), clock.advance(500)]);
    expect([clock.now().getTime(), clock.isFrozen]).toEqual([frozenMs + 1_500, true]);
    clock.resume();
    const resumedMs = clock.now().getTime();
    expect([resumedMs >= frozenMs + 1_500, clock.isFrozen]).toEqual([true, false]);
    await vi.waitUntil(() => clock.now().getTime() > resumedMs);
    await close();
  });

  test('retries a set-aside event when it is due, and not before', async () => {
    const clocked = await createMockServer({ port: false });
    clocked.clock.freeze();
    clocked.faults.add({ fault: 'set_aside', nth: [1, 2] });
    const answer = await track(clocked, { event_id: 'evt_1' });
    expect(await answer.json()).toMatchObject({ success: true, processing_status: 'set_aside' });
    await clocked.clock.advance('9 s');
    expect(await clocked.rejected()).toMatchObject([{ stage: 'set_aside', reason: { rule: 'processing_failed' } }]);
    await clocked.clock.advance('1 s');
    expect(clocked.faults.list()).toMatchObject([{ hit: 2 }]);
    await clocked.clock.advance('1 min');
    expect(await clocked.events()).toMatchObject([{ event_id: 'evt_1' }]);
    expect(await clocked.rejected()).toEqual([]);
    await clocked.close();
  });

  test('a long step does all work at its due time: three retries, then no more', async () => {
    const clocked = await createMockServer({ port: false });
    clocked.clock.freeze();
    const fault = clocked.faults.add({ fault: 'set_aside' });
    await track(clocked, { event_id: 'evt_1' });
    await clocked.clock.advance('11 min');
    expect(clocked.faults.list()).toMatchObject([{ hit: 3 }]);
    await clocked.clock.advance('2 days');
    expect(clocked.faults.list()).toMatchObject([{ hit: 4 }]);
    clocked.faults.remove(fault.id);
    await clocked.clock.advance('2 days');
    expect(await clocked.rejected()).toMatchObject([{ event_id: 'evt_1', stage: 'set_aside' }]);
    await clocked.close();
  });
});

test('the ledger counts events that arrived, were refused, repeated or lost', async () => {
  const page = (seq: number) => ({ event_id: `evt_${seq}`, event_data: { tab_id: 'tab_1', seq } });
  await send([page(0), page(1), page(3)]);
  await send(page(1));
  await send({ event_id: 'evt_4', page_url: 5, event_data: { tab_id: 'tab_1', seq: 4 } });
  expect(await customer.ledger()).toEqual({ sent: 5, received: 4, stored: 3, duplicated: 1, rejected: 1, lost: 1 });
  expect(await customer.ledger(['evt_0', 'evt_2', 'evt_5', 'evt_6'])).toMatchObject({ lost: 3, sent: 7 });
});

test('the funnel counts the sessions of each step, in order of time', async () => {
  const startMs = Date.now() - 3_600_000;
  const at = (minute: number) => ({ timestamp: new Date(startMs + minute * 60_000).toISOString() });
  const event = (session_id: string, event_type: string, minute: number, data = {}) => ({
    event_type,
    event_data: { session_id, ...at(minute), ...data },
  });
  await send([
    event('sess_1', 'order', 3, { value: 120 }),
    event('sess_1', 'view', 1),
    event('sess_1', 'add', 2),
    event('sess_2', 'add', 1),
    event('sess_2', 'view', 2),
    event('sess_3', 'view', 1),
    event('sess_3', 'add', 5),
  ]);
  expect(await customer.funnel(['view', 'add', 'order'])).toEqual([3, 2, 1]);
  expect(await customer.funnel(['view', { event_type: 'order', where: { value: 5 } }])).toEqual([3, 0]);
});
