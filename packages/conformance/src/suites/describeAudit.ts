import type { AuditEntry } from '@onevault/contract';
import type { Engine } from '@onevault/server/internal/engine/port';
import { describe, expect, test } from 'vitest';
import { event, TIMESTAMP } from './event.ts';
import { operationsOf } from './operationsOf.ts';

/** The audit trail of a customer, for every engine with `Operations`. */
export function describeAudit(getEngine: () => Engine, createCustomer: () => Promise<string>): void {
  describe('the audit trail', () => {
    const told = async (customerId: string): Promise<Pick<AuditEntry, 'by' | 'action' | 'details'>[]> =>
      (await operationsOf(getEngine()).auditTrail(customerId, { limit: 100 }))
        .reverse()
        .map(({ by, action, details }) => ({ by, action, details }));

    test('records who changed keys and retention, and nothing if nothing changed', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      const hash = 'ab'.repeat(32);
      await operationsOf(engine).addKey(customerId, { hash, scope: 'write', label: 'shop' }, 'cli:ann');
      await operationsOf(engine).addKey(
        customerId,
        { hash, scope: 'full', allowedOrigins: ['https://a.example'] },
        'cli:ann',
      );
      await operationsOf(engine).expireKey(customerId, hash, '2031-01-01T00:00:00Z', 'cli:bob');
      await operationsOf(engine).revokeKey(customerId, hash, 'key:12345678');
      await operationsOf(engine).revokeKey(customerId, hash, 'cli:eve');
      await operationsOf(engine).revokeKey(customerId, 'cd'.repeat(32), 'cli:eve');
      await operationsOf(engine).expireKey(customerId, 'cd'.repeat(32), '2031-01-01T00:00:00Z', 'cli:eve');
      await operationsOf(engine).setRetention(customerId, 30);
      await operationsOf(engine).setRetention(customerId, 30, 'cli:eve');
      await operationsOf(engine).touchKeys(customerId, [hash]);
      expect(await told(customerId)).toEqual([
        { by: 'cli:ann', action: 'key_created', details: { key: 'abababab', scope: 'write', label: 'shop' } },
        {
          by: 'cli:ann',
          action: 'key_changed',
          details: { key: 'abababab', scope: 'full', origins: ['https://a.example'] },
        },
        {
          by: 'cli:bob',
          action: 'key_rotated',
          details: { key: 'abababab', ends_at: '2031-01-01T00:00:00.000000Z' },
        },
        { by: 'key:12345678', action: 'key_revoked', details: { key: 'abababab' } },
        { by: 'server', action: 'retention_changed', details: { from_days: 365, to_days: 30 } },
      ]);
    });

    test('records processing only if somebody asked for it and events waited', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      await engine.store(customerId, [event(), event()], { process: false });
      await engine.process(customerId);
      await engine.process(customerId, { by: 'key:12345678' });
      expect(await told(customerId)).toEqual([]);
      await engine.store(customerId, [event(), event()], { process: false });
      await engine.process(customerId, { by: 'key:12345678' });
      expect(await told(customerId)).toEqual([
        { by: 'key:12345678', action: 'events_processed', details: { loaded: 2, failed: 0 } },
      ]);
      expect(await operationsOf(engine).replay(customerId, {}, 'cli:ann')).toBe(0);
      expect(await told(customerId)).toHaveLength(1);
    });

    test('records an erasure without the visitor id, and finds it by the id', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      const visitor = 'visitor_known-by-name';
      await engine.store(customerId, [event({ event_data: { visitor_id: visitor } })], { process: true });
      await operationsOf(engine).eraseVisitor(customerId, visitor, 'cli:ann');
      await operationsOf(engine).eraseVisitor(customerId, 'visitor_never-here', 'cli:ann');
      const [never, erased] = await operationsOf(engine).auditTrail(customerId, { limit: 10 });
      expect(erased).toMatchObject({ by: 'cli:ann', action: 'visitor_erased', details: { events: 1 } });
      expect(Number(erased?.details.rows)).toBeGreaterThan(0);
      expect(erased?.details.visitor_hash).toMatch(/^[0-9a-f]{64}$/);
      expect(never).toMatchObject({ action: 'visitor_erased', details: { events: 0, rows: 0 } });
      expect(JSON.stringify([never, erased])).not.toMatch(/known-by-name|never-here/);
      expect(await operationsOf(engine).auditTrail(customerId, { limit: 10, visitorId: visitor })).toEqual([erased]);
      expect(await operationsOf(engine).auditTrail(customerId, { limit: 10, visitorId: 'known-by-name' })).toEqual([
        erased,
      ]);
      expect(await operationsOf(engine).auditTrail(customerId, { limit: 10, visitorId: 'visitor_other' })).toEqual([]);
      // The same visitor id has another hash at another customer.
      const other = await createCustomer();
      await operationsOf(engine).eraseVisitor(other, visitor);
      const [elsewhere] = await operationsOf(engine).auditTrail(other, { limit: 10 });
      expect(elsewhere?.details.visitor_hash).not.toBe(erased?.details.visitor_hash);
    });

    test('is read in pages, newest first, outlives a reset, and is separate for each customer', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      for (let days = 1; days <= 5; days += 1) await operationsOf(engine).setRetention(customerId, days);
      await engine.reset(customerId);
      const all = await operationsOf(engine).auditTrail(customerId, { limit: 100 });
      expect(all.map(({ details }) => details.to_days)).toEqual([5, 4, 3, 2, 1]);
      expect(new Set(all.map(({ id }) => id)).size).toBe(5);
      for (const { at } of all) expect(at).toMatch(TIMESTAMP);
      const first = await operationsOf(engine).auditTrail(customerId, { limit: 2 });
      const before = first[1] as AuditEntry;
      expect([...first, ...(await operationsOf(engine).auditTrail(customerId, { limit: 9, before }))]).toEqual(all);
      expect(await operationsOf(engine).auditTrail(await createCustomer(), { limit: 10 })).toEqual([]);
      expect(await operationsOf(engine).auditTrail('nobody', { limit: 10, visitorId: 'visitor_1' })).toEqual([]);
    });
  });
}
