import { type AuditReply, type CustomerConfigReply, RETENTION_ROUTE, ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ONE_SERVER_KIND } from '../../src/databases/kinds.ts';
import { openEngine } from '../../src/databases/openEngine.ts';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

const DAY_MS = 86_400_000;

describe.each(ONE_SERVER_KIND)('retention over HTTP (%s)', (kind) => {
  let server: MockServer;
  beforeAll(async () => {
    server = await createMockServer({
      engine: await openEngine(kind),
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

  const set = (body: unknown, options = {}) => ask(server.url + RETENTION_ROUTE, { body, ...options });
  const daysOf = async (options = {}) =>
    ((await ask(server.url + ROUTES.customerConfig, options)).body as unknown as CustomerConfigReply).configuration
      .data_retention_days;

  test('counts, sets, and leaves an entry in the audit trail', async () => {
    const at = new Date(Date.now() - 20 * DAY_MS).toISOString();
    const body = { event_type: 'visit', event_data: { session_id: 'sess_1', timestamp: at } };
    await ask(server.url + ROUTES.track, { body });
    await ask(server.url + ROUTES.track, { body: { event_type: 'today' } });

    const { body: counted } = await set({ days: 10, dry_run: true });
    expectSchema(schemas.SetRetentionReplySchema, counted);
    expect(counted).toMatchObject({
      days: 365,
      changed: false,
      deletes: { events: 0, analytics_events: 1, analytics_sessions: 1, imported_counts: 0 },
    });
    expect(await daysOf()).toBe(365);

    expect((await set({ days: 10 })).body).toMatchObject({ days: 10, changed: true, deletes: counted.deletes });
    expect((await set({ days: 10 })).body).toMatchObject({ days: 10, changed: false });
    expect(await daysOf()).toBe(10);
    expect(await daysOf({ key: 'other:ovt_other' })).toBe(365);
    const { entries } = (await ask(server.url + ROUTES.audit)).body as unknown as AuditReply;
    expect(entries.filter(({ action }) => action === 'retention_changed')).toMatchObject([
      { by: expect.stringMatching(/^key:/), details: { from_days: 365, to_days: 10 } },
    ]);
  });

  test('a write key is refused', async () => {
    expect((await set({ days: 1 }, { key: 'demo:ovw_demo' })).status).toBe(403);
  });

  test.each([
    [null, ''],
    [[], ''],
    [{}, 'days'],
    [{ days: 0 }, 'days'],
    [{ days: -1 }, 'days'],
    [{ days: 1.5 }, 'days'],
    [{ days: '30' }, 'days'],
    [{ days: 36_501 }, 'days'],
    [{ days: 1e300 }, 'days'],
    [{ days: 30, dry_run: 'yes' }, 'dry_run'],
    [{ days: 30, stray: 1 }, 'stray'],
  ])('refuses %j and names the part', async (body, part) => {
    const { status, body: answer } = await set(body);
    expect(status).toBe(422);
    expect(String(answer.message)).toContain(part);
  });
});
