/** The keys of a customer. */
import type { Engine, Operations } from '@onevault/server/internal/engine/port';
import { beforeAll, describe, expect, test } from 'vitest';
import { nextNumber, TIMESTAMP } from './event.ts';
import { operationsOf } from './operationsOf.ts';

export function describeKeys(getEngine: () => Engine, createCustomer: (label?: string) => Promise<string>): void {
  describe('keys', () => {
    let keys: Operations;
    beforeAll(() => {
      keys = operationsOf(getEngine());
    });

    test('keys belong to one customer; the same hash again changes its scope', async () => {
      const [a, b] = [await createCustomer(), await createCustomer()];
      const [one, two] = ['ab'.repeat(32), 'cd'.repeat(32)];
      expect(await keys.findKeys(a)).toEqual([]);
      await keys.addKey(a, { hash: one, scope: 'full' });
      await keys.addKey(a, { hash: two, scope: 'write' });
      await keys.addKey(b, { hash: one, scope: 'write' });
      await keys.addKey(a, { hash: two, scope: 'full' });
      expect(byHash(await keys.findKeys(a))).toMatchObject([
        { hash: one, scope: 'full' },
        { hash: two, scope: 'full' },
      ]);
      expect(await keys.findKeys(b)).toMatchObject([{ hash: one, scope: 'write' }]);
    });

    test('knows whether anybody has a key that works', async () => {
      const customerId = await createCustomer();
      const working = { hash: 'ee'.repeat(32), scope: 'write' } as const;
      await keys.addKey(customerId, working);
      expect(await keys.hasKeys()).toBe(true);
    });

    test('keeps label, expiry, origins and environment of a key, all optional', async () => {
      const customerId = await createCustomer();
      const [plain, full] = ['ab'.repeat(32), 'cd'.repeat(32)];
      await keys.addKey(customerId, { hash: plain, scope: 'write' });
      const allowedOrigins = ['https://shop.example', '*.shop.example'];
      await keys.addKey(customerId, {
        hash: full,
        scope: 'write',
        label: "the shop's",
        expiresAt: '2099-01-01T00:00:00Z',
        allowedOrigins,
        environment: 'staging',
      });
      const none = {
        expiresAt: null,
        revokedAt: null,
        lastUsedAt: null,
        label: null,
        allowedOrigins: null,
        segmentId: null,
        linkHash: null,
        environment: null,
      };
      expect(await keys.findKeys(customerId)).toEqual([
        { hash: plain, scope: 'write', ...none, createdAt: expect.stringMatching(TIMESTAMP) },
        {
          hash: full,
          scope: 'write',
          ...none,
          label: "the shop's",
          expiresAt: '2099-01-01T00:00:00.000000Z',
          allowedOrigins,
          environment: 'staging',
          createdAt: expect.stringMatching(TIMESTAMP),
        },
      ]);
    });

    test('revokes a key once, never postpones its expiry, and records its use', async () => {
      const [customerId, other] = [await createCustomer(), await createCustomer()];
      const hash = 'ab'.repeat(32);
      await keys.addKey(customerId, { hash, scope: 'full' });
      await keys.addKey(other, { hash, scope: 'full' });

      expect(await keys.expireKey(customerId, hash, '2099-06-01T00:00:00Z')).toBe(true);
      expect(await keys.expireKey(customerId, hash, '2099-12-01T00:00:00Z')).toBe(true);
      await keys.touchKeys(customerId, [hash, 'ef'.repeat(32)]);
      expect(await keys.revokeKey(customerId, hash)).toBe(true);
      const [revoked] = await keys.findKeys(customerId);
      expect(revoked).toMatchObject({
        expiresAt: '2099-06-01T00:00:00.000000Z',
        revokedAt: expect.stringMatching(TIMESTAMP),
        lastUsedAt: expect.stringMatching(TIMESTAMP),
      });
      expect(await keys.revokeKey(customerId, hash)).toBe(true);
      expect(await keys.findKeys(customerId)).toEqual([revoked]);

      expect(await keys.findKeys(other)).toMatchObject([{ expiresAt: null, revokedAt: null, lastUsedAt: null }]);
      expect(await keys.revokeKey(other, 'ef'.repeat(32))).toBe(false);
      expect(await keys.expireKey(other, 'ef'.repeat(32), '2099-01-01T00:00:00Z')).toBe(false);
    });

    test('an unknown customer has no keys', async () => {
      expect(await keys.findKeys(`unknown-${nextNumber()}`)).toEqual([]);
    });
  });
}

const byHash = <T extends { hash: string }>(keys: T[]) => [...keys].sort((a, b) => (a.hash < b.hash ? -1 : 1));
