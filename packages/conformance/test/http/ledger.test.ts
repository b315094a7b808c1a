import { ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

let server: MockServer;
let isBroken = true;
beforeAll(async () => {
  const engine = createMemoryEngine({
    onLoad: ({ event_type }) => {
      if (event_type === 'fails' && isBroken) throw new Error('no room');
    },
  });
  server = await createMockServer({
    engine,
    keys: [
      { customerId: 'demo', token: 'ovt_demo', scope: 'full' },
      { customerId: 'demo', token: 'ovw_demo', scope: 'write' },
    ],
  });
});
afterAll(() => server?.close());
const get = (path: string) => ask(server.url + path);

describe('the ledger', () => {
  test('says what came of a page load, by session or by tab', async () => {
    const event = (seq: number) => ({
      page_url: '/',
      event_data: { session_id: 'sess_1', tab_id: 'tab_1', seq, sent_at: new Date().toISOString() },
    });
    await ask(server.url + ROUTES.track, { body: [event(1), event(3)] });
    for (const query of ['session=sess_1', 'tab=tab_1']) {
      const { status, body } = await get(`${ROUTES.ledger}?${query}`);
      expect(status).toBe(200);
      expectSchema(schemas.LedgerReplySchema, body);
      expect(body.tabs).toMatchObject([
        { tab_id: 'tab_1', sessions: ['sess_1'], events: 2, first_seq: 1, last_seq: 3, gaps: 2 },
      ]);
    }
    expect((await get(`${ROUTES.ledger}?session=nobody`)).body.tabs).toEqual([]);
  });

  test.each([[''], ['?session=a&tab=b'], ['?session='], [`?tab=${'x'.repeat(129)}`]])(
    '%s is refused',
    async (query) => {
      const { status, body } = await get(ROUTES.ledger + query);
      expect([status, body.error_code]).toEqual([422, 'INVALID_QUERY']);
    },
  );

  test('lateness is a histogram with named bounds', async () => {
    const { body } = await get(ROUTES.lateness);
    expectSchema(schemas.LatenessReplySchema, body);
    expect((body.lateness as { up_to_s: number }[]).map(({ up_to_s }) => up_to_s)).toEqual([
      1,
      10,
      60,
      600,
      3_600,
      86_400,
      604_800,
      null,
    ]);
  });

  test('the dashboard adds hours when asked', async () => {
    const { body } = await get(`${ROUTES.dashboard}?series=hour`);
    expectSchema(schemas.DashboardReplySchema, body);
    expect((body.series as { events: number }[]).reduce((sum, { events }) => sum + events, 0)).toBe(2);
    expect(body).not.toHaveProperty('next_cursor');
    expect((await get(`${ROUTES.dashboard}?series=hour&event_type=other`)).body.series).toEqual([]);
    expect((await get(ROUTES.dashboard)).body).not.toHaveProperty('series');
    for (const query of ['series=day', 'series=', 'series=hour&from=2020-01-01&to=2021-01-01']) {
      expect((await get(`${ROUTES.dashboard}?${query}`)).status).toBe(422);
    }
  });
});

describe('replay', () => {
  const replay = (body?: unknown) => ask(server.url + ROUTES.replay, { method: 'POST', body });

  test('tries set-aside events again, in the background', async () => {
    await ask(server.url + ROUTES.track, { body: { event_id: 'evt_fails', event_type: 'fails' } });
    const { body: all } = await replay();
    expectSchema(schemas.ReplayReplySchema, all);
    expect(all).toMatchObject({ replayed: 1, message: '1 event is tried again' });
    await server.worker.settle();
    expect((await server.engine.findEvent('demo', 'evt_fails'))?.stage).toBe('set_aside');

    isBroken = false;
    expect((await replay({ event_ids: ['evt_other'] })).body.replayed).toBe(0);
    expect((await replay({ rule: 'event_type_blank' })).body.replayed).toBe(0);
    expect((await replay({ to: '2020-01-01' })).body.replayed).toBe(0);
    const wanted = { event_ids: ['evt_fails'], rule: 'processing_failed', from: '2020-01-01T00:00:00+02:00' };
    expect((await replay(wanted)).body.replayed).toBe(1);
    await server.worker.settle();
    expect((await server.engine.findEvent('demo', 'evt_fails'))?.stage).toBe('business');
    expect((await replay({})).body).toMatchObject({ replayed: 0, message: '0 events are tried again' });
  });

  test.each([
    [[], ['body']],
    ['"x"', ['body']],
    [{ event_ids: [] }, ['body', 'event_ids']],
    [{ event_ids: 'evt_1' }, ['body', 'event_ids']],
    [{ event_ids: ['evt_1', 'x'] }, ['body', 'event_ids', 1]],
    [{ rule: 5 }, ['body', 'rule']],
    [{ from: 'soon' }, ['body', 'from']],
    [{ to: 5 }, ['body', 'to']],
  ])('%j is refused and named', async (body, loc) => {
    const { status, body: answer } = await replay(body);
    expect(status).toBe(422);
    expectSchema(schemas.ErrorReplySchema, answer);
    expect(answer).toMatchObject({ detail: [{ loc }] });
  });
});

test.each([ROUTES.ledger, ROUTES.lateness, ROUTES.replay])('%s needs a secret key', async (path) => {
  const method = path === ROUTES.replay ? 'POST' : 'GET';
  const { status, body } = await ask(server.url + path, { method, key: 'demo:ovw_demo' });
  expect([status, body.error_code]).toEqual([403, 'SECRET_KEY_REQUIRED']);
});
