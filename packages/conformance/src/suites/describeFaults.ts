/** Events whose processing fails, for every engine: they are set aside and retried. */

import type { Engine } from '@onevault/server/internal/engine/port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeReplay } from './describeReplay.ts';
import { event, nextNumber, TIMESTAMP } from './event.ts';
import { expectSetAside, type FaultyEngine, faultyEvent } from './faultyEngine.ts';
import { readChanges, readPlace, told } from './readChanges.ts';

export function describeFaults(
  name: string,
  createFaultyEngine: () => Promise<FaultyEngine>,
  { hasOperations }: { hasOperations: boolean },
): void {
  describe(`engine with faults: ${name}`, () => {
    let faulty: FaultyEngine;
    let engine: Engine;
    beforeAll(async () => {
      faulty = await createFaultyEngine();
      engine = faulty.engine;
    });
    afterAll(async () => {
      await engine?.close();
    });

    const createCustomer = async () => {
      const customerId = `faulty-${nextNumber()}`;
      await engine.upsertCustomer(customerId);
      return customerId;
    };
    test.each([{ process: true }, { process: false }])(
      'sets a failing event aside with its reason and loads the rest of the batch: %j',
      async (options) => {
        const customerId = await createCustomer();
        const events = [event(), event(), faultyEvent(), event(), faultyEvent(), event({ event_type: '' }), event()];
        const stored = await engine.store(customerId, events, options);
        if (options.process) {
          const set = 'set_aside';
          expect(stored.map(({ status }) => status)).toEqual([
            'complete',
            'complete',
            set,
            'complete',
            set,
            'rejected',
            'complete',
          ]);
          expect(stored[2]?.reason).toMatchObject({ rule: 'processing_failed', pointer: '' });
          expect(stored[0]?.reason).toBeNull();
        } else {
          expect(await engine.process(customerId)).toMatchObject({
            total_processed: 7,
            raw_to_staging_count: 7,
            staging_to_business_count: 4,
            total_success_count: 4,
            total_error_count: 3,
          });
        }
        expect(await engine.counts(customerId)).toMatchObject({
          total: 7,
          rawPending: 0,
          stagingPending: 0,
          staged: 6,
          loaded: 4,
          rejected: 3,
        });
        expect(await engine.outcomes(customerId)).toEqual({ setAside: 2, rejected: 1 });
        await expectSetAside(engine, customerId, events[2]?.eventId ?? '');
        await expectSetAside(engine, customerId, events[4]?.eventId ?? '');
        const rows = await engine.recentEvents(customerId, 7);
        expect(rows[4]).toMatchObject({ staging_status: 'PROCESSED', business_status: '❌ Set aside' });
        expect((await engine.stagedEvents(customerId)).map(({ stage }) => stage)).toEqual([
          'business',
          'business',
          'set_aside',
          'business',
          'set_aside',
          'rejected',
          'business',
        ]);
        expect(await engine.pendingBefore(customerId, await engine.mark(customerId))).toBe(0);
        const again = await engine.store(customerId, events.slice(2, 3), options);
        expect(again).toMatchObject([
          { duplicate: true, status: 'set_aside', reason: { rule: 'processing_failed', pointer: '' } },
        ]);
      },
    );

    test('retries after 10 seconds, 1 minute and 10 minutes, then no more', async () => {
      const customerId = await createCustomer();
      const failing = faultyEvent();
      await engine.store(customerId, [failing], { process: true });
      for (const delayMs of [10_000, 60_000, 600_000]) {
        await faulty.advance(delayMs - 5_000);
        expect(await engine.customersWithWork()).not.toContain(customerId);
        expect((await engine.process(customerId)).total_processed).toBe(0);
        const pending = async () => engine.pendingBefore(customerId, await engine.mark(customerId));
        expect(await pending()).toBe(0);
        await faulty.advance(5_001);
        expect(await engine.customersWithWork()).toContain(customerId);
        expect(await pending()).toBe(1);
        expect(await engine.process(customerId)).toMatchObject({
          total_processed: 1,
          raw_to_staging_count: 0,
          total_success_count: 0,
          total_error_count: 1,
        });
        expect(await pending()).toBe(0);
        expect(await engine.counts(customerId)).toMatchObject({ total: 1, staged: 1, loaded: 0, rejected: 1 });
        await expectSetAside(engine, customerId, failing.eventId);
      }
      await faulty.advance(100 * 86_400_000);
      expect(await engine.customersWithWork()).not.toContain(customerId);
      expect((await engine.process(customerId)).total_processed).toBe(0);
      await expectSetAside(engine, customerId, failing.eventId);
    });

    test('tells once that an event is set aside, and once that a retry has loaded it', async () => {
      // It heals, and the other tests' must not.
      const own = await createFaultyEngine();
      const { engine } = own;
      const customerId = 'shop';
      await engine.upsertCustomer(customerId);
      const after = await readPlace(engine, customerId);
      const [failing, waiting] = [faultyEvent(), faultyEvent()];
      await engine.store(customerId, [failing], { process: true });
      await engine.store(customerId, [waiting], { process: false });
      await engine.process(customerId);
      const first = await readChanges(engine, customerId, after);
      const last = first.changes.filter(({ event }) => event.stage !== 'raw');
      expect(told(last)).toEqual([`${failing.eventId} set_aside`, `${waiting.eventId} set_aside`]);
      expect(last[0]?.event).toMatchObject({
        staging_status: 'PROCESSED',
        business_status: '❌ Set aside',
        reason: { rule: 'processing_failed' },
        layers: { business: null },
      });
      // A retry that fails changes nothing.
      await own.advance(10_001);
      expect(await engine.process(customerId)).toMatchObject({ total_error_count: 2 });
      const failed = await readChanges(engine, customerId, first.place);
      expect(failed.changes).toEqual([]);
      await own.heal();
      await own.advance(60_001);
      expect(await engine.process(customerId)).toMatchObject({ total_success_count: 2 });
      const healed = await readChanges(engine, customerId, failed.place);
      const loaded = [`${failing.eventId} business`, `${waiting.eventId} business`];
      expect(told(healed.changes).sort()).toEqual([...loaded].sort());
      // Who has seen nothing yet needs only the end.
      const all = await readChanges(engine, customerId, after);
      expect(told(all.changes.filter(({ event }) => event.stage !== 'raw')).sort()).toEqual([...loaded].sort());
      await engine.close();
    });

    test('totals say how many events of the last minutes are set aside, of how many, and why', async () => {
      const [a, b] = [await createCustomer(), await createCustomer()];
      const before = await engine.totals();
      const failing = [faultyEvent(), faultyEvent(), faultyEvent()];
      await engine.store(a, [event(), ...failing, event({ event_type: '' })], { process: true });
      await engine.store(b, [event(), event()], { process: false });
      const { setAside, lately, customersAway } = await engine.totals();
      expect(setAside).toBe(before.setAside + 3);
      expect(lately.setAside).toBe(before.lately.setAside + 3);
      expect(lately.accepted).toBeGreaterThanOrEqual(before.lately.accepted + 7);
      const { message } = (await engine.findEvent(a, failing[0]?.eventId ?? ''))?.reason ?? {};
      const countOf = ({ lately: { reasons } }: typeof before) =>
        reasons.find((reason) => reason.rule === 'processing_failed' && reason.message === message)?.count ?? 0;
      expect(countOf(await engine.totals())).toBe(countOf(before) + 3);
      expect(customersAway).toBe(0);
      await engine.process(b);
    });

    test('set-aside events do not delay later events', async () => {
      const customerId = await createCustomer();
      await engine.store(customerId, Array.from({ length: 30 }, faultyEvent), { process: true });
      expect(await engine.store(customerId, [event()], { process: true })).toMatchObject([{ status: 'complete' }]);
      await engine.store(customerId, [event()], { process: false });
      expect(await engine.process(customerId)).toMatchObject({ total_processed: 1, total_success_count: 1 });
    });

    test('finds set-aside events by their status', async () => {
      const customerId = await createCustomer();
      const [one, two] = [faultyEvent(), faultyEvent()];
      await engine.store(customerId, [one, event(), two], { process: true });
      for (const query of [
        { status: 'set_aside' as const },
        { status: 'set_aside' as const, sessionId: 'sess_1', page: 'shop.example/' },
      ]) {
        const page = await engine.findEvents(customerId, { limit: 1, ...query });
        expect(page.events.map(({ event_id }) => event_id)).toEqual([two.eventId]);
        const next = await engine.findEvents(customerId, {
          limit: 5,
          ...query,
          ...(page.next && { before: page.next }),
        });
        expect(next.events.map(({ event_id }) => event_id)).toEqual([one.eventId]);
      }
      expect((await engine.findEvents(customerId, { limit: 5, sessionId: 'sess_1' })).events).toHaveLength(3);
    });

    if (hasOperations) describeReplay(() => faulty, createCustomer);

    test('the next retry loads the event once the cause is fixed', async () => {
      const customerId = await createCustomer();
      const failing = faultyEvent();
      await engine.store(customerId, [failing], { process: true });
      await faulty.heal();
      expect((await engine.findEvent(customerId, failing.eventId))?.stage).toBe('set_aside');
      await faulty.advance(10_001);
      expect(await engine.process(customerId)).toMatchObject({
        total_processed: 1,
        raw_to_staging_count: 0,
        total_success_count: 1,
        total_error_count: 0,
      });
      expect(await engine.findEvent(customerId, failing.eventId)).toMatchObject({
        stage: 'business',
        layers: { business: { at: expect.stringMatching(TIMESTAMP) } },
        reason: null,
      });
      expect(await engine.counts(customerId)).toMatchObject({ total: 1, staged: 1, loaded: 1, rejected: 0 });
      expect(await engine.customersWithWork()).not.toContain(customerId);
    });
  });
}
