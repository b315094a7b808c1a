import { ALERT_ROUTES, REPORT_ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../src/databases/openEngine.ts';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

let server: MockServer;
beforeAll(async () => {
  server = await createMockServer({
    engine: await openEngine('pglite'),
    worker: false,
    keys: [
      { customerId: 'demo', token: 'ovt_demo', scope: 'full' },
      { customerId: 'demo', token: 'ovw_demo', scope: 'write' },
      { customerId: 'other', token: 'ovt_other', scope: 'full' },
    ],
  });
});
afterAll(async () => {
  await server?.close();
  await server?.engine.close();
});

const call = (method: string, route: string, body?: unknown, key = 'demo:ovt_demo') =>
  ask(server.url + route, { method, key, ...(body !== undefined && { body }) });
const withId = (route: string, id: unknown) => route.replace(/:\w+/, String(id));

test('a report is made with defaults, changed in parts, sent and deleted', async () => {
  await call('POST', ALERT_ROUTES.destinations, { kind: 'email', address: 'ann@shop.example' });
  const made = await call('POST', REPORT_ROUTES.reports, { name: 'Weekly', period: 'week' });
  expectSchema(schemas.ReportReplySchema, made.body);
  expect(made.body.report).toMatchObject({
    timezone: 'UTC',
    hour: 6,
    destinations: null,
    enabled: true,
    recipients: 1,
  });
  const id = (made.body.report as { report_id: string }).report_id;
  const changed = await call('POST', withId(REPORT_ROUTES.report, id), { timezone: 'Europe/Berlin', enabled: false });
  expect(changed.body.report).toMatchObject({ name: 'Weekly', timezone: 'Europe/Berlin', next_at: null });
  const list = await call('GET', REPORT_ROUTES.reports);
  expectSchema(schemas.ReportsReplySchema, list.body);
  expect(list.body.reports).toHaveLength(1);
  const sent = await call('POST', withId(REPORT_ROUTES.send, id));
  expectSchema(schemas.ReportSendReplySchema, sent.body);
  expect(sent.body.recipients).toBe(1);
  const deliveries = await call('GET', ALERT_ROUTES.deliveries);
  expectSchema(schemas.AlertDeliveriesReplySchema, deliveries.body);
  expect(deliveries.body.deliveries).toMatchObject([{ event: 'report', report_id: id, firing_id: null }]);
  for (const [method, route] of [
    ['POST', REPORT_ROUTES.report],
    ['POST', REPORT_ROUTES.send],
    ['DELETE', REPORT_ROUTES.report],
  ] as const) {
    expect((await call(method, withId(route, id), {}, 'other:ovt_other')).status, route).toBe(404);
    expect((await call(method, withId(route, id), {}, 'demo:ovw_demo')).status, route).toBe(403);
    expect((await call(method, withId(route, "x'; --"), {})).status, route).toBe(404);
  }
  expect((await call('DELETE', withId(REPORT_ROUTES.report, id))).status).toBe(200);
  expect((await call('DELETE', withId(REPORT_ROUTES.report, id))).body.error_code).toBe('UNKNOWN_REPORT');
});

test.each([
  [{}, 'period'],
  [{ name: 'x', period: 'day' }, 'period'],
  [{ period: 'week' }, 'name'],
  [{ name: 'a\nb', period: 'week' }, 'name'],
  [{ name: 'x', period: 'week', timezone: '+02:00' }, 'timezone'],
  [{ name: 'x', period: 'week', timezone: 5 }, 'timezone'],
  [{ name: 'x', period: 'week', hour: 24 }, 'hour'],
  [{ name: 'x', period: 'week', hour: 1.5 }, 'hour'],
  [{ name: 'x', period: 'week', destinations: [] }, 'destinations'],
  [{ name: 'x', period: 'week', enabled: 1 }, 'enabled'],
  [{ name: 'x', period: 'week', recipients: 1 }, 'recipients'],
  [[], 'body'],
])('the body %j is refused with the name of its wrong part', async (body, part) => {
  const { status, body: answer } = await call('POST', REPORT_ROUTES.reports, body);
  expect(status).toBe(422);
  expect(JSON.stringify(answer.detail)).toContain(`"${part}"`);
});

test('only an e-mail destination can get one, and only a period that is over can be sent', async () => {
  const hook = await call('POST', ALERT_ROUTES.destinations, { kind: 'webhook', address: 'https://hook.example/' });
  const refused = await call('POST', REPORT_ROUTES.reports, {
    name: 'x',
    period: 'week',
    destinations: [hook.body.destination_id],
  });
  expect(refused.status).toBe(422);
  expect(String(refused.body.message)).toContain('e-mail destinations only');
  const made = await call('POST', REPORT_ROUTES.reports, { name: 'x', period: 'month' });
  const send = withId(REPORT_ROUTES.send, (made.body.report as { report_id: string }).report_id);
  for (const of of ['2099-01-01', '2026-02-30', '0000-01-01', 7, null]) {
    expect((await call('POST', send, { of })).status, String(of)).toBe(422);
  }
  expect((await call('POST', send, { of: '2026-02-28' })).status).toBe(200);
});
