import { ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { hashKey } from '@onevault/server/internal/service/keys';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../src/databases/openEngine.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

describe('the audit trail over HTTP', () => {
  let server: MockServer;
  beforeAll(async () => {
    server = await createMockServer({
      engine: await openEngine('pglite'),
      // A worker would process the waiting events before the test asks for it.
      worker: false,
      keys: [
        { customerId: 'demo', token: 'ovt_demo', scope: 'full' },
        { customerId: 'demo', token: 'ovw_demo', scope: 'write' },
        { customerId: 'other', token: 'ovt_other', scope: 'full' },
      ],
    });
    for (const days of [1, 2, 3]) await operationsOf(server.engine).setRetention('demo', days, 'cli:ann');
    await operationsOf(server.engine).eraseVisitor('demo', 'visitor_me', 'cli:ann');
  });
  afterAll(async () => {
    await server?.close();
    await server?.engine.close();
  });
  const get = (query = '', key = 'demo:ovt_demo') => ask(`${server.url}${ROUTES.audit}${query}`, { key });

  test('is read with a full key, in pages, and shows only the customer’s own entries', async () => {
    const all = await get();
    expectSchema(schemas.AuditReplySchema, all.body);
    expect(all.body).toMatchObject({
      next_cursor: null,
      entries: [
        { by: 'cli:ann', action: 'visitor_erased', details: { events: 0 } },
        { by: 'cli:ann', action: 'retention_changed', details: { from_days: 2, to_days: 3 } },
        { by: 'cli:ann', action: 'retention_changed', details: { from_days: 1, to_days: 2 } },
        { by: 'cli:ann', action: 'retention_changed', details: { from_days: 365, to_days: 1 } },
      ],
    });
    const first = await get('?limit=3');
    expectSchema(schemas.AuditReplySchema, first.body);
    const rest = await get(`?limit=3&cursor=${encodeURIComponent(String(first.body.next_cursor))}`);
    expect([...(first.body.entries as []), ...(rest.body.entries as [])]).toEqual(all.body.entries);
    expect(rest.body.next_cursor).toBeNull();
    expect((await get('', 'demo:ovw_demo')).status).toBe(403);
    expect((await get('', 'other:ovt_other')).body.entries).toEqual([]);
  });

  test('finds an erasure only by the visitor id', async () => {
    expect(JSON.stringify((await get()).body)).not.toContain('visitor_me');
    expect((await get('?visitor=visitor_me')).body.entries).toMatchObject([{ action: 'visitor_erased' }]);
    expect((await get('?visitor=visitor_you')).body.entries).toEqual([]);
  });

  test('names the key that asked for processing', async () => {
    await server.engine.store(
      'demo',
      [{ eventId: 'evt_1', payload: {}, clientIpHash: null, userAgent: null, enrichment: null }],
      { process: false },
    );
    await ask(server.url + ROUTES.process, { method: 'POST' });
    const id = (await hashKey('demo', 'ovt_demo')).slice(0, 8);
    expect((await get('?limit=1')).body.entries).toMatchObject([
      { by: `key:${id}`, action: 'events_processed', details: { loaded: 1, failed: 0 } },
    ]);
  });

  test('cannot be written, changed or deleted', async () => {
    const before = (await get('?limit=500')).body.entries;
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const { status } = await ask(server.url + ROUTES.audit, { method, body: {} });
      expect(status, method).toBe(405);
    }
    await server.engine.reset('demo');
    expect((await get('?limit=500')).body.entries).toEqual(before);
  });

  test.each([
    ['cursor=x'],
    ['cursor=2026-13-01T00:00:00.000000Z_2026-13-01T00:00:00.000000Z'],
    ['limit=0'],
    ['visitor='],
  ])('%s is refused', async (query) => {
    const { status, body } = await get(`?${query}`);
    expect([status, body.error_code]).toEqual([422, 'INVALID_QUERY']);
  });
});
