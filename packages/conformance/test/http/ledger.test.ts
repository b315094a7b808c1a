import { ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

let server: MockServer;
beforeAll(async () => {
  server = await createMockServer({
    keys: [
      { customerId: 'demo', token: 'ovt_demo', scope: 'full' },
      { customerId: 'demo', token: 'ovw_demo', scope: 'write' },
    ],
  });
});
afterAll(() => server?.close());
const get = (path: string) => ask(server.url + path);

describe('the ledger', () => {
  test('shows the arrived and missing events of a page load, by session or by tab', async () => {
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

test.each([ROUTES.ledger, ROUTES.lateness, ROUTES.replay])('%s needs a secret key', async (path) => {
  const method = path === ROUTES.replay ? 'POST' : 'GET';
  const { status, body } = await ask(server.url + path, { method, key: 'demo:ovw_demo' });
  expect([status, body.error_code]).toEqual([403, 'SECRET_KEY_REQUIRED']);
});
