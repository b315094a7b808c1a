/**
 * The promises of the ports, as tests for every engine.
 *
 * All tests share the engine, each with its own customers, so an engine may be slow to start and must keep customers
 * apart. For an unknown customer `store` fails, `process` does nothing and reads are empty.
 */
import type { JsonObject } from '@onevault/contract';
import { type Engine, PROCESS_BATCH_EVENTS, type RawEvent } from '@onevault/server/internal/engine/port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeAudit } from './describeAudit.ts';
import { describeCustomers } from './describeCustomers.ts';
import { describeEventQueries } from './describeEventQueries.ts';
import { describeFaults } from './describeFaults.ts';
import { describeKeys } from './describeKeys.ts';
import { describeLedger } from './describeLedger.ts';
import { describeOddInput } from './describeOddInput.ts';
import { describeReads } from './describeReads.ts';
import { describeStageChanges } from './describeStageChanges.ts';
import { describeUpkeep } from './describeUpkeep.ts';
import { event, nextNumber, TIMESTAMP } from './event.ts';
import type { FaultyEngine } from './faultyEngine.ts';
import { NO_COUNTS } from './noCounts.ts';

export function describeEngine(
  name: string,
  createEngine: () => Promise<Engine>,
  createFaultyEngine?: () => Promise<FaultyEngine>,
  { hasRowSecurity = true, hasOperations = true }: { hasRowSecurity?: boolean; hasOperations?: boolean } = {},
): void {
  describe(`engine: ${name}`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await createEngine();
    });
    afterAll(async () => {
      await engine?.close();
    });

    const createCustomer = async (label = 'customer') => {
      const customerId = `${label}-${nextNumber()}`;
      await engine.upsertCustomer(customerId);
      return customerId;
    };
    const store = (customerId: string, events: RawEvent[]) => engine.store(customerId, events, { process: true });
    const storeOnly = (customerId: string, events: RawEvent[]) => engine.store(customerId, events, { process: false });

    test('states its kind and what an answered event survives', async () => {
      expect(['memory', 'pglite', 'postgres']).toContain(engine.kind);
      expect(engine.durability).toMatch(/^[A-Z].{20,}\.$/s);
      // Where the engine has row-level security, all other tests run under it.
      expect(engine.rowSecurity?.isOn).toBe(engine.kind === 'memory' ? undefined : hasRowSecurity);
      expect(engine.operations !== null).toBe(hasOperations);
      await engine.ping();
    });

    describeCustomers(() => engine, createCustomer);

    describe('storing', () => {
      test('answers one entry per event, in order, with strictly increasing arrival times', async () => {
        const customerId = await createCustomer();
        const events = Array.from({ length: 500 }, () => event());
        const stored = [
          ...(await store(customerId, events.slice(0, 300))),
          ...(await storeOnly(customerId, events.slice(300))),
        ];
        expect(stored.map(({ eventId }) => eventId)).toEqual(events.map(({ eventId }) => eventId));
        expect(stored.every(({ duplicate, reason }) => !duplicate && reason === null)).toBe(true);
        const times = stored.map(({ receivedAt }) => receivedAt);
        for (const time of times) expect(time).toMatch(TIMESTAMP);
        expect(new Set(times).size).toBe(500);
        expect([...times].sort()).toEqual(times);
      });

      test('storing no events gives an empty answer', async () => {
        expect(await store(await createCustomer(), [])).toEqual([]);
      });

      test('with processing an event is complete, without it waits for process', async () => {
        const customerId = await createCustomer();
        const [now, later] = [event(), event()];
        expect(await store(customerId, [now])).toMatchObject([{ status: 'complete', duplicate: false }]);
        expect(await storeOnly(customerId, [later])).toMatchObject([{ status: 'pending', duplicate: false }]);
        expect((await engine.findEvent(customerId, later.eventId))?.stage).toBe('raw');
        await engine.process(customerId);
        expect((await engine.findEvent(customerId, later.eventId))?.stage).toBe('business');
      });

      test('with a limit, process takes that many batches and leaves the rest', async () => {
        const customerId = await createCustomer();
        for (let i = 0; i < 3; i += 1)
          await storeOnly(
            customerId,
            Array.from({ length: 400 }, () => event()),
          );
        expect((await engine.process(customerId, { maxBatches: 1 })).total_processed).toBe(PROCESS_BATCH_EVENTS);
        expect(await engine.counts(customerId)).toMatchObject({ rawPending: 1_200 - PROCESS_BATCH_EVENTS });
        expect((await engine.process(customerId)).total_processed).toBe(1_200 - PROCESS_BATCH_EVENTS);
        expect(await engine.counts(customerId)).toMatchObject({ rawPending: 0, loaded: 1_200 });
      });

      test('rejects an INVALID event with the failed check', async () => {
        const customerId = await createCustomer();
        const [good, blank] = [event(), event({ event_type: ' ', page_url: '' })];
        const reason = { rule: 'event_type_blank', pointer: '/event_type', message: 'event_type is blank' };
        expect(await store(customerId, [good, blank])).toMatchObject([
          { status: 'complete', reason: null },
          { status: 'rejected', reason },
        ]);
        expect(await storeOnly(customerId, [blank])).toMatchObject([{ duplicate: true, status: 'rejected', reason }]);
      });

      test('a repeat is a duplicate with the same arrival and status, and changes nothing', async () => {
        const customerId = await createCustomer();
        const first = event({ event_type: 'first' });
        const [stored] = await store(customerId, [first]);
        const before = await snapshot(engine, customerId);
        for (const process of [true, false]) {
          const again = { ...event({ event_type: 'second' }), eventId: first.eventId };
          expect(await engine.store(customerId, [again], { process })).toEqual([{ ...stored, duplicate: true }]);
        }
        await engine.process(customerId);
        expect(await snapshot(engine, customerId)).toEqual(before);
      });

      test('a repeat of a waiting event leaves it waiting', async () => {
        const customerId = await createCustomer();
        const waiting = event();
        await storeOnly(customerId, [waiting]);
        expect(await store(customerId, [waiting])).toMatchObject([{ duplicate: true, status: 'pending' }]);
        expect(await engine.counts(customerId)).toMatchObject({ total: 1, rawPending: 1, loaded: 0 });
      });

      test('within a batch the first event of an id is stored, the others are duplicates', async () => {
        const customerId = await createCustomer();
        const [a, b] = [event({ event_type: 'a' }), event({ event_type: 'b' })];
        const again = { ...event({ event_type: 'again' }), eventId: a.eventId };
        const stored = await store(customerId, [a, b, again, b]);
        expect(stored.map(({ eventId }) => eventId)).toEqual([a.eventId, b.eventId, a.eventId, b.eventId]);
        expect(stored.map(({ duplicate }) => duplicate)).toEqual([false, false, true, true]);
        expect(stored.map(({ status }) => status)).toEqual(Array(4).fill('complete'));
        expect(stored[2]?.receivedAt).toBe(stored[0]?.receivedAt);
        expect((await engine.stagedEvents(customerId)).map(({ event_type }) => event_type)).toEqual(['a', 'b']);
      });

      test('answers old and new events of a batch in its order', async () => {
        const customerId = await createCustomer();
        const [a, b, c] = [event(), event(), event()];
        await store(customerId, [b]);
        const stored = await store(customerId, [a, b, c]);
        expect(stored.map(({ eventId }) => eventId)).toEqual([a.eventId, b.eventId, c.eventId]);
        expect(stored.map(({ duplicate }) => duplicate)).toEqual([false, true, false]);
      });

      test.each([{ process: true }, { process: false }])(
        'stores an event once when it is sent 20 times concurrently: %j',
        async (options) => {
          const customerId = await createCustomer();
          const same = event();
          const stored = (
            await Promise.all(Array.from({ length: 20 }, () => engine.store(customerId, [same], options)))
          ).flat();
          expect(stored.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
          expect(new Set(stored.map(({ receivedAt }) => receivedAt)).size).toBe(1);
          await engine.process(customerId);
          expect(await engine.counts(customerId)).toMatchObject({ total: 1, staged: 1, loaded: 1, rawPending: 0 });
          expect(await engine.stagedEvents(customerId)).toHaveLength(1);
        },
      );

      test('concurrent batches with the same events in different orders store each once', async () => {
        const customerId = await createCustomer();
        const events = Array.from({ length: 60 }, () => event());
        const orders = [
          events,
          [...events].reverse(),
          events.slice(30).concat(events.slice(0, 30)),
          events.slice(10, 50),
        ];
        const stored = (await Promise.all(orders.map((batch) => store(customerId, batch)))).flat();
        expect(stored.filter(({ duplicate }) => !duplicate)).toHaveLength(60);
        expect(stored.every(({ status }) => status === 'complete')).toBe(true);
        expect(await engine.counts(customerId)).toMatchObject({ total: 60, staged: 60, loaded: 60 });
      });

      test('later changes to an event by the caller have no effect', async () => {
        const customerId = await createCustomer();
        const data: JsonObject = { title: 'before', list: [1] };
        const given = event({ event_data: data });
        await storeOnly(customerId, [given]);
        data.title = 'after';
        given.payload.event_type = 'after';
        await engine.process(customerId);
        const [staged] = await engine.stagedEvents(customerId);
        expect(staged).toMatchObject({ event_type: 'page_view', page_title: 'before' });
        Object.assign(staged ?? {}, { event_type: 'after' });
        Object.assign(staged?.event_data ?? {}, { title: 'after' });
        expect(await engine.stagedEvents(customerId)).toMatchObject([
          { event_type: 'page_view', event_data: { title: 'before' } },
        ]);
      });
    });

    describe('processing', () => {
      test('reports its counts, all 0 when nothing waits', async () => {
        const customerId = await createCustomer();
        await storeOnly(customerId, [event(), event({ event_type: '\t' }), event()]);
        const results = await engine.process(customerId);
        expect(results).toMatchObject({
          total_processed: 3,
          raw_to_staging_count: 3,
          staging_to_business_count: 2,
          total_success_count: 2,
          total_error_count: 1,
        });
        expect(results.processing_summary).toBe('3 staged, 2 loaded into business, 1 rejected or set aside');
        const before = await snapshot(engine, customerId);
        expect(await engine.process(customerId)).toMatchObject({
          total_processed: 0,
          raw_to_staging_count: 0,
          staging_to_business_count: 0,
          total_success_count: 0,
          total_error_count: 0,
          processing_summary: '0 staged, 0 loaded into business, 0 rejected or set aside',
        });
        expect(await snapshot(engine, customerId)).toEqual(before);
      });

      test('two concurrent runs process each event once', async () => {
        const customerId = await createCustomer();
        const events = Array.from({ length: 300 }, () => event());
        await storeOnly(customerId, events);
        const runs = await Promise.all([1, 2, 3, 4].map(() => engine.process(customerId)));
        expect(runs.reduce((sum, run) => sum + run.total_processed, 0)).toBe(300);
        expect(await engine.counts(customerId)).toMatchObject({ total: 300, rawPending: 0, staged: 300, loaded: 300 });
        const staged = await engine.stagedEvents(customerId);
        expect(staged.map(({ event_id }) => event_id)).toEqual(events.map(({ eventId }) => eventId));
      });

      test('processes more events than one batch', async () => {
        const customerId = await createCustomer();
        for (let batch = 0; batch < 3; batch += 1) {
          await storeOnly(
            customerId,
            Array.from({ length: 500 }, () => event()),
          );
        }
        expect(await engine.process(customerId)).toMatchObject({ total_processed: 1_500, total_success_count: 1_500 });
      });

      test('names the customers that have work', async () => {
        const [busy, idle, done] = [await createCustomer(), await createCustomer(), await createCustomer()];
        await storeOnly(busy, [event()]);
        await store(done, [event(), event({ event_type: '' })]);
        const working = await engine.customersWithWork();
        expect(working).toContain(busy);
        expect(working).not.toContain(idle);
        expect(working).not.toContain(done);
        await engine.process(busy);
        expect(await engine.customersWithWork()).not.toContain(busy);
      });
    });

    describe('customers apart', () => {
      test('one event id at two customers is two events', async () => {
        const [a, b] = [await createCustomer(), await createCustomer()];
        const same = event();
        const other = { ...event({ event_type: 'other' }), eventId: same.eventId };
        expect(await store(a, [same])).toMatchObject([{ duplicate: false, status: 'complete' }]);
        expect(await storeOnly(b, [other])).toMatchObject([{ duplicate: false, status: 'pending' }]);
        expect(await engine.findEvent(a, same.eventId)).toMatchObject({ event_type: 'page_view', stage: 'business' });
        expect(await engine.findEvent(b, same.eventId)).toMatchObject({ event_type: 'other', stage: 'raw' });
      });

      test('the same session, visitor, page and item at two customers do not collide', async () => {
        const payload = {
          page_url: 'https://shop.example/a',
          event_data: { session_id: 'sess_same', visitor_id: 'visitor_same', item_id: 'item_same' },
        };
        for (const customerId of [await createCustomer(), await createCustomer()]) {
          expect(await store(customerId, [event(payload)])).toMatchObject([{ status: 'complete' }]);
          expect(await engine.stagedEvents(customerId, { sessionId: 'sess_same' })).toHaveLength(1);
        }
      });

      test('no call shows or processes events of another customer', async () => {
        const [a, b] = [await createCustomer(), await createCustomer()];
        const [done, waiting] = [event({ event_data: { session_id: 'sess_a' } }), event()];
        await store(a, [done]);
        await storeOnly(a, [waiting]);
        const before = await snapshot(engine, a);

        expect(await engine.counts(b)).toEqual(NO_COUNTS);
        expect(await engine.recentEvents(b, 10)).toEqual([]);
        expect(await engine.findEvent(b, done.eventId)).toBeNull();
        expect(await engine.stagedEvents(b)).toEqual([]);
        expect(await engine.stagedEvents(b, { sessionId: 'sess_a' })).toEqual([]);
        expect(await engine.pendingBefore(b, await engine.mark(b))).toBe(0);
        expect((await engine.process(b)).total_processed).toBe(0);
        await store(b, [event()]);
        await engine.reset(b);
        expect(await snapshot(engine, a)).toEqual(before);
      });
    });

    describeReads(() => engine, createCustomer);

    describeEventQueries(() => engine, createCustomer);
    describeLedger(() => engine, createCustomer);
    describeStageChanges(() => engine, createCustomer);

    describeOddInput(() => engine, createCustomer);

    if (hasOperations) {
      describeKeys(() => engine, createCustomer);
      describeUpkeep(() => engine, createCustomer);
      describeAudit(() => engine, createCustomer);
    }
  });

  if (createFaultyEngine !== undefined) describeFaults(name, createFaultyEngine, { hasOperations });
}

/** Everything that can be read of a customer. */
async function snapshot(engine: Engine, customerId: string): Promise<unknown> {
  const rows = await engine.recentEvents(customerId, 500);
  return {
    rows,
    counts: await engine.counts(customerId),
    staged: await engine.stagedEvents(customerId),
    events: await Promise.all(rows.map(({ event_id }) => engine.findEvent(customerId, event_id))),
    hasWork: (await engine.customersWithWork()).includes(customerId),
  };
}
