/** Tenants and their keys, and what an unknown customer can do: nothing. */

import type { Engine, RawEvent } from '@onevault/server/internal/engine/port';
import { beforeAll, describe, expect, test } from 'vitest';
import { event, nextNumber, TIMESTAMP } from './conformanceEvent.ts';
import { NO_COUNTS } from './conformanceNoCounts.ts';

export function describeKeys(getEngine: () => Engine, createCustomer: (label?: string) => Promise<string>): void {
  describe('tenants and keys', () => {
    let engine: Engine;
    beforeAll(() => {
      engine = getEngine();
    });
    const store = (customerId: string, events: RawEvent[]) => engine.store(customerId, events, { process: true });
    const storeOnly = (customerId: string, events: RawEvent[]) => engine.store(customerId, events, { process: false });

    test('a tenant is created once, with a salt of its own; later only its name changes', async () => {
      const [a, b] = [`tenant-${nextNumber()}`, `tenant-${nextNumber()}`];
      expect(await engine.findTenant(a)).toBeNull();
      const created = await engine.upsertTenant(a);
      expect(created).toMatchObject({ customerId: a, customerName: a, active: true });
      expect(created.dataRetentionDays).toBeGreaterThan(0);
      expect(created.ipSalt).toMatch(/^[0-9a-f]{32,}$/);
      expect(await engine.upsertTenant(a, 'Shop A')).toEqual({ ...created, customerName: 'Shop A' });
      expect(await engine.upsertTenant(a)).toEqual({ ...created, customerName: 'Shop A' });
      expect(await engine.findTenant(a)).toEqual({ ...created, customerName: 'Shop A' });
      expect((await engine.upsertTenant(b)).ipSalt).not.toBe(created.ipSalt);
    });

    test('created many times at once it is still one', async () => {
      const customerId = `tenant-${nextNumber()}`;
      const created = await Promise.all(Array.from({ length: 10 }, () => engine.upsertTenant(customerId)));
      expect(new Set(created.map(({ ipSalt }) => ipSalt)).size).toBe(1);
    });

    test('keys belong to one tenant; the same hash again changes its scope', async () => {
      const [a, b] = [await createCustomer(), await createCustomer()];
      const [one, two] = ['ab'.repeat(32), 'cd'.repeat(32)];
      expect(await engine.findKeys(a)).toEqual([]);
      await engine.addKey(a, { hash: one, scope: 'full' });
      await engine.addKey(a, { hash: two, scope: 'write' });
      await engine.addKey(b, { hash: one, scope: 'write' });
      await engine.addKey(a, { hash: two, scope: 'full' });
      expect(byHash(await engine.findKeys(a))).toMatchObject([
        { hash: one, scope: 'full' },
        { hash: two, scope: 'full' },
      ]);
      expect(await engine.findKeys(b)).toMatchObject([{ hash: one, scope: 'write' }]);
    });

    test('a key keeps its label, its end and its origins; nothing of that is needed', async () => {
      const customerId = await createCustomer();
      const [plain, full] = ['ab'.repeat(32), 'cd'.repeat(32)];
      await engine.addKey(customerId, { hash: plain, scope: 'write' });
      const allowedOrigins = ['https://shop.example', '*.shop.example'];
      await engine.addKey(customerId, {
        hash: full,
        scope: 'write',
        label: "the shop's",
        expiresAt: '2099-01-01T00:00:00Z',
        allowedOrigins,
      });
      const none = { expiresAt: null, revokedAt: null, lastUsedAt: null, label: null, allowedOrigins: null };
      expect(await engine.findKeys(customerId)).toEqual([
        { hash: plain, scope: 'write', ...none, createdAt: expect.stringMatching(TIMESTAMP) },
        {
          hash: full,
          scope: 'write',
          ...none,
          label: "the shop's",
          expiresAt: '2099-01-01T00:00:00.000000Z',
          allowedOrigins,
          createdAt: expect.stringMatching(TIMESTAMP),
        },
      ]);
    });

    test('a key is revoked once, ends no later than it did before, and remembers its use', async () => {
      const [customerId, other] = [await createCustomer(), await createCustomer()];
      const hash = 'ab'.repeat(32);
      await engine.addKey(customerId, { hash, scope: 'full' });
      await engine.addKey(other, { hash, scope: 'full' });

      expect(await engine.expireKey(customerId, hash, '2099-06-01T00:00:00Z')).toBe(true);
      expect(await engine.expireKey(customerId, hash, '2099-12-01T00:00:00Z')).toBe(true);
      await engine.touchKeys(customerId, [hash, 'ef'.repeat(32)]);
      expect(await engine.revokeKey(customerId, hash)).toBe(true);
      const [revoked] = await engine.findKeys(customerId);
      expect(revoked).toMatchObject({
        expiresAt: '2099-06-01T00:00:00.000000Z',
        revokedAt: expect.stringMatching(TIMESTAMP),
        lastUsedAt: expect.stringMatching(TIMESTAMP),
      });
      expect(await engine.revokeKey(customerId, hash)).toBe(true);
      expect(await engine.findKeys(customerId)).toEqual([revoked]);

      expect(await engine.findKeys(other)).toMatchObject([{ expiresAt: null, revokedAt: null, lastUsedAt: null }]);
      expect(await engine.revokeKey(other, 'ef'.repeat(32))).toBe(false);
      expect(await engine.expireKey(other, 'ef'.repeat(32), '2099-01-01T00:00:00Z')).toBe(false);
    });

    test.each([
      ['injection', "it's; drop table raw.event_ids; --"],
      ['astral characters', 'Ünï 🦊'],
      ['a parameter', '$1'],
      ['an escape', 'a\\b"c'],
      ['1,000 characters', 'x'.repeat(1_000)],
    ])('a customer may be called anything: %s', async (_what, label) => {
      const customerId = await createCustomer(label);
      const [stored] = await store(customerId, [event()]);
      expect(stored?.status).toBe('complete');
      expect((await engine.findTenant(customerId))?.customerId).toBe(customerId);
    });

    test('an unknown customer cannot store, has nothing to process and nothing to read', async () => {
      const unknown = `unknown-${nextNumber()}`;
      await expect(store(unknown, [event()])).rejects.toThrow(Error);
      await expect(storeOnly(unknown, [event()])).rejects.toThrow(Error);
      expect(await engine.findTenant(unknown)).toBeNull();
      expect((await engine.process(unknown)).total_processed).toBe(0);
      expect(await engine.findKeys(unknown)).toEqual([]);
      expect(await engine.counts(unknown)).toEqual(NO_COUNTS);
      expect(await engine.recentEvents(unknown, 10)).toEqual([]);
      expect(await engine.findEvent(unknown, 'evt_x')).toBeNull();
      expect(await engine.stagedEvents(unknown)).toEqual([]);
      expect(await engine.pendingBefore(unknown, await engine.mark(unknown))).toBe(0);
      expect(await engine.tenantsWithWork()).not.toContain(unknown);
      await engine.reset(unknown);
      expect(await engine.findTenant(unknown)).toBeNull();
    });
  });
}

const byHash = <T extends { hash: string }>(keys: T[]) => [...keys].sort((a, b) => (a.hash < b.hash ? -1 : 1));
