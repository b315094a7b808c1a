/** Creating and finding customers; unknown customers. */

import type { Engine, RawEvent } from '@onevault/server/internal/engine/port';
import { beforeAll, describe, expect, test } from 'vitest';
import { event, nextNumber } from './event.ts';
import { NO_COUNTS } from './noCounts.ts';

export function describeCustomers(getEngine: () => Engine, createCustomer: (label?: string) => Promise<string>): void {
  describe('customers', () => {
    let engine: Engine;
    beforeAll(() => {
      engine = getEngine();
    });
    const store = (customerId: string, events: RawEvent[]) => engine.store(customerId, events, { process: true });
    const storeOnly = (customerId: string, events: RawEvent[]) => engine.store(customerId, events, { process: false });

    test('creates a customer once, with its own salt; later only its name changes', async () => {
      const [a, b] = [`tenant-${nextNumber()}`, `tenant-${nextNumber()}`];
      expect(await engine.findCustomer(a)).toBeNull();
      const created = await engine.upsertCustomer(a);
      expect(created).toMatchObject({ customerId: a, customerName: a, active: true });
      expect(created.dataRetentionDays).toBeGreaterThan(0);
      expect(created.ipSalt).toMatch(/^[0-9a-f]{32,}$/);
      expect(await engine.upsertCustomer(a, 'Shop A')).toEqual({ ...created, customerName: 'Shop A' });
      expect(await engine.upsertCustomer(a)).toEqual({ ...created, customerName: 'Shop A' });
      expect(await engine.findCustomer(a)).toEqual({ ...created, customerName: 'Shop A' });
      expect((await engine.upsertCustomer(b)).ipSalt).not.toBe(created.ipSalt);
    });

    test('concurrent creations make one customer', async () => {
      const customerId = `tenant-${nextNumber()}`;
      const created = await Promise.all(Array.from({ length: 10 }, () => engine.upsertCustomer(customerId)));
      expect(new Set(created.map(({ ipSalt }) => ipSalt)).size).toBe(1);
    });

    test.each([
      ['injection', "it's; drop table raw.event_ids; --"],
      ['astral characters', 'Ünï 🦊'],
      ['a parameter', '$1'],
      ['an escape', 'a\\b"c'],
      ['1,000 characters', 'x'.repeat(1_000)],
    ])('a customer may have any id: %s', async (_what, label) => {
      const customerId = await createCustomer(label);
      const [stored] = await store(customerId, [event()]);
      expect(stored?.status).toBe('complete');
      expect((await engine.findCustomer(customerId))?.customerId).toBe(customerId);
    });

    test('an unknown customer cannot store, process or read', async () => {
      const unknown = `unknown-${nextNumber()}`;
      await expect(store(unknown, [event()])).rejects.toThrow(Error);
      await expect(storeOnly(unknown, [event()])).rejects.toThrow(Error);
      expect(await engine.findCustomer(unknown)).toBeNull();
      expect((await engine.process(unknown)).total_processed).toBe(0);
      expect(await engine.counts(unknown)).toEqual(NO_COUNTS);
      expect(await engine.recentEvents(unknown, 10)).toEqual([]);
      expect(await engine.findEvent(unknown, 'evt_x')).toBeNull();
      expect(await engine.stagedEvents(unknown)).toEqual([]);
      expect(await engine.pendingBefore(unknown, await engine.mark(unknown))).toBe(0);
      expect(await engine.customersWithWork()).not.toContain(unknown);
      expect(await engine.outcomes(unknown)).toEqual({ setAside: 0, rejected: 0 });
      await engine.reset(unknown);
      expect(await engine.findCustomer(unknown)).toBeNull();
    });
  });
}
