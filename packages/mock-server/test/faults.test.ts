import { afterEach, describe, expect, test } from 'vitest';
import { createMockServer, type Fault, type MockServer } from '../src/testing.ts';
import { track } from './track.ts';

// test/http/faults.test.ts tests each fault and its timing over HTTP. These tests cover what a test in the same process
// adds, and that both adapters do the same.

let server: MockServer;
afterEach(() => server?.close());

const batch = ['evt_1', 'evt_2', 'evt_3'].map((event_id) => ({ event_id, event_type: 'order' }));

describe.each([
  ['with a port', {}],
  ['without one', { port: false }],
] as const)('%s', (_what, options) => {
  async function send(body: object, more = {}): Promise<number | 'lost'> {
    return track(server, body, more).then(
      ({ status }) => status,
      () => 'lost',
    );
  }
  const stored = async () => (await server.events()).map((event) => event.event_id);

  test.each<[Fault, number | 'lost', string[]]>([
    [{ fault: 'status', status: 503, first: 1 }, 503, []],
    [{ fault: 'drop_before', first: 1 }, 'lost', []],
    [{ fault: 'drop_after', first: 1 }, 'lost', ['evt_1', 'evt_2', 'evt_3']],
    [{ fault: 'accept_half', first: 1 }, 200, ['evt_1', 'evt_2']],
    [{ fault: 'latency', delay_ms: 1, first: 1 }, 200, ['evt_1', 'evt_2', 'evt_3']],
    [{ fault: 'offline', first: 1 }, 'lost', []],
    [{ fault: 'set_aside', first: 1 }, 200, ['evt_2', 'evt_3']],
  ])('%j', async (fault, status, kept) => {
    server = await createMockServer(options);
    server.faults.add(fault);
    expect(await send(batch)).toBe(status);
    expect(await stored()).toEqual(kept);
    expect(server.faults.list()).toMatchObject([{ hit: 1 }]);
    await server.settled();
  });

  test('accept_half omits the rest from the answer, and the rest can be sent again', async () => {
    server = await createMockServer(options);
    server.faults.add({ fault: 'accept_half', first: 1 });
    const answer = await track(server, batch);
    expect(await answer.json()).toMatchObject({ event_ids: ['evt_1', 'evt_2'], rejected: [] });
    expect(await (await track(server, batch)).json()).toMatchObject({ duplicates: ['evt_1', 'evt_2'] });
    expect(await stored()).toHaveLength(3);
  });

  test('a crash leaves the event staged and the rest raw, and the worker continues from there', async () => {
    server = await createMockServer(options);
    // While the fault is active, the worker's own retries fail too.
    const fault = server.faults.add({ fault: 'crash', when: ({ event_id: id }) => id === 'evt_2' });
    expect(await send(batch)).toBe(503);
    expect(await server.engine.counts('demo')).toMatchObject({ loaded: 1, stagingPending: 1, rawPending: 1 });
    server.faults.remove(fault.id);
    await server.settled();
    expect(await stored()).toHaveLength(3);
    expect(await (await track(server, batch)).json()).toMatchObject({ duplicates: ['evt_1', 'evt_2', 'evt_3'] });
  });

  test('a fault can depend on the event type or on a function', async () => {
    server = await createMockServer(options);
    server.faults.add({ fault: 'status', status: 503, event_type: 'order', first: 1 });
    server.faults.add({ fault: 'drop_before', when: ({ event_data: data }) => Number(data?.value) > 100, first: 1 });
    expect(await send({ event_type: 'view' })).toBe(200);
    expect(await send([{ event_type: 'view' }, { event_type: 'order' }])).toBe(503);
    expect(await send({ event_type: 'order' })).toBe(200);
    expect(await send({ event_type: 'order', event_data: { value: 120 } })).toBe('lost');
    expect(server.faults.list()).toMatchObject([
      { seen: 3, hit: 1 },
      { seen: 1, hit: 1 },
    ]);
  });

  test('a fault of one customer does not affect another', async () => {
    server = await createMockServer(options);
    const [one, two] = [await server.createCustomer(), await server.createCustomer()];
    one.faults.add({ fault: 'status', status: 503 });
    expect([await send({}, { customer: one }), await send({}, { customer: two })]).toEqual([503, 200]);
    expect([one.faults.list().length, two.faults.list().length]).toEqual([1, 0]);
    one.faults.remove();
    expect(await send({}, { customer: one })).toBe(200);
  });

  test('a stalled request is not answered, and does not keep the server from closing', async () => {
    server = await createMockServer(options);
    server.faults.add({ fault: 'stall' });
    const answer = send({});
    await expect.poll(() => server.faults.list()[0]?.hit).toBe(1);
    await server.close();
    expect(await answer).toBe('lost');
  });
});

test('without a port there are no preflights to refuse', async () => {
  server = await createMockServer({ port: false });
  expect(() => server.faults.add({ fault: 'refuse_preflight' })).toThrow(
    'refuse_preflight is unavailable here: without a port there is no preflight. Allowed are status,',
  );
});

test('a fault before the body cannot depend on its events', async () => {
  server = await createMockServer({ port: false });
  expect(() => server.faults.add({ fault: 'offline', event_type: 'order' })).toThrow(
    'offline happens before there is a body',
  );
});
