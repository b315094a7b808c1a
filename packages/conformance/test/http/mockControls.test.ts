import { ROUTES } from '@onevault/contract';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ask } from './ask.ts';

let server: MockServer;
const mock = (path: string) => `${server.url}/mock/${path}`;
beforeAll(async () => {
  server = await createMockServer();
});
afterAll(() => server?.close());
beforeEach(() => server.engine.reset('demo'));

test('events lists the arrived events with every derived field', async () => {
  await ask(server.url + ROUTES.track, {
    body: [
      { event_id: 'evt_1', event_type: 'search', page_url: 'https://shop.example/?utm_source=mail' },
      { event_id: 'evt_2', event_data: { session_id: 'sess_1' } },
    ],
  });
  const all = await ask(mock('events'), { key: null });
  expect(all.body.events).toMatchObject([
    { event_id: 'evt_1', page_host: 'shop.example', utm_source: 'mail', stage: 'business' },
    { event_id: 'evt_2' },
  ]);
  expect((await ask(mock('events?event_type=search'))).body.events).toHaveLength(1);
  expect((await ask(mock('events?session_id=sess_1&customer_id=demo'))).body.events).toMatchObject([
    { event_id: 'evt_2' },
  ]);
  expect((await ask(mock('events?event_type=%00'))).body.events).toEqual([]);
  expect((await ask(mock('events?limit=0'))).status).toBe(422);
  expect((await ask(mock('events?customer_id=nobody'))).status).toBe(404);
});

test('customers creates customers with their own keys', async () => {
  const [one, two] = [await ask(mock('customers'), { method: 'POST' }), await ask(mock('customers'), { body: {} })];
  expect(one.body.customer_id).not.toBe(two.body.customer_id);
  const key = `${one.body.customer_id}:${one.body.token}`;
  const writeKey = `${one.body.customer_id}:${one.body.write_token}`;
  expect((await ask(server.url + ROUTES.track, { body: {}, key: writeKey })).status).toBe(200);
  expect((await ask(server.url + ROUTES.status, { key: writeKey })).status).toBe(403);
  expect((await ask(server.url + ROUTES.dashboard, { key })).body.summary).toMatchObject({ total_events: 1 });
  expect(
    (await ask(server.url + ROUTES.dashboard, { key: `${two.body.customer_id}:${two.body.token}` })).body,
  ).toMatchObject({
    summary: { total_events: 0 },
  });
  expect((await ask(mock('customers'), { body: { customer_id: 'named' } })).body.customer_id).toBe('named');
  for (const body of [{ customer_id: 'a b' }, { customer_id: 5 }, [], 'x']) {
    expect((await ask(mock('customers'), { body })).status).toBe(422);
  }
});

test('reset deletes the events of one customer, or of all, and keeps the keys', async () => {
  const { body: other } = await ask(mock('customers'), { method: 'POST' });
  const key = `${other.customer_id}:${other.token}`;
  const totals = async () => [
    (await server.engine.counts('demo')).total,
    (await server.engine.counts(String(other.customer_id))).total,
  ];
  await ask(server.url + ROUTES.track, { body: {} });
  await ask(server.url + ROUTES.track, { body: {}, key });
  await ask(mock('reset?customer_id=demo'), { method: 'POST' });
  expect(await totals()).toEqual([0, 1]);
  await ask(mock('reset'), { method: 'POST' });
  expect(await totals()).toEqual([0, 0]);
  expect((await ask(server.url + ROUTES.track, { body: {}, key })).status).toBe(200);
});

test('without the option mock there are no controls', async () => {
  const plain = await createMockServer({ mock: false });
  for (const [method, path] of [
    ['GET', 'events'],
    ['POST', 'reset'],
    ['POST', 'customers'],
    ['GET', 'faults'],
    ['POST', 'faults'],
    ['DELETE', 'faults'],
  ] as const) {
    const { status, body } = await ask(`${plain.url}/mock/${path}`, { method });
    expect([status, body.error_code]).toEqual([404, 'NOT_FOUND']);
    expect(JSON.stringify(body.available_endpoints)).not.toContain('/mock');
  }
  await plain.close();
});
