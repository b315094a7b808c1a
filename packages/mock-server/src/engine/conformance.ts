/**
 * What every engine must do, whatever is behind it: the port's promises as tests.
 *
 * The engine is shared by all tests and each has tenants of its own, so an engine may be slow to
 * start and must keep tenants apart. An unknown customer: `store` fails and says so, `process`
 * does nothing, reads are empty.
 */
import type { JsonObject, JsonValue } from '@onevault/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeAudit } from './conformanceAudit.ts';
import { event, nextNumber, TIMESTAMP } from './conformanceEvent.ts';
import { describeFaults, type FaultyEngine } from './conformanceFaults.ts';
import { describeLedger } from './conformanceLedger.ts';
import { describeEventQueries } from './conformanceQueries.ts';
import { describeUpkeep } from './conformanceUpkeep.ts';
import { type Engine, PROCESS_BATCH_EVENTS, type RawEvent } from './port.ts';

export function describeEngine(
  name: string,
  createEngine: () => Promise<Engine>,
  createFaultyEngine?: () => Promise<FaultyEngine>,
  { isWalled = true }: { isWalled?: boolean } = {},
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
      await engine.upsertTenant(customerId);
      return customerId;
    };
    const store = (customerId: string, events: RawEvent[]) => engine.store(customerId, events, { process: true });
    const storeOnly = (customerId: string, events: RawEvent[]) => engine.store(customerId, events, { process: false });

    test('says what it is and what an answered event survives', async () => {
      expect(['memory', 'pglite', 'postgres']).toContain(engine.kind);
      expect(engine.durability).toMatch(/^[A-Z].{20,}\.$/s);
      // All that follows is done behind the row policies, where there are any.
      expect(engine.wall?.isUp).toBe(engine.kind === 'memory' ? undefined : isWalled);
      await engine.ping();
    });

    describe('tenants and keys', () => {
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

    describe('storing', () => {
      test('answers one entry an event, in order, with arrival times that strictly increase', async () => {
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

      test('nothing stored is an empty answer', async () => {
        expect(await store(await createCustomer(), [])).toEqual([]);
      });

      test('with processing an event is complete, without it waits until somebody processes', async () => {
        const customerId = await createCustomer();
        const [now, later] = [event(), event()];
        expect(await store(customerId, [now])).toMatchObject([{ status: 'complete', duplicate: false }]);
        expect(await storeOnly(customerId, [later])).toMatchObject([{ status: 'pending', duplicate: false }]);
        expect((await engine.findEvent(customerId, later.eventId))?.stage).toBe('raw');
        await engine.process(customerId);
        expect((await engine.findEvent(customerId, later.eventId))?.stage).toBe('business');
      });

      test('with a limit, processing takes so many batches and leaves the rest for the next turn', async () => {
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

      test('an INVALID event is rejected with the check that it failed', async () => {
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

      test('a repeat of an event that waits leaves it waiting', async () => {
        const customerId = await createCustomer();
        const waiting = event();
        await storeOnly(customerId, [waiting]);
        expect(await store(customerId, [waiting])).toMatchObject([{ duplicate: true, status: 'pending' }]);
        expect(await engine.counts(customerId)).toMatchObject({ total: 1, rawPending: 1, loaded: 0 });
      });

      test('within a batch the first of an id is the event, the others repeat it', async () => {
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

      test('old and new events in one batch keep their places', async () => {
        const customerId = await createCustomer();
        const [a, b, c] = [event(), event(), event()];
        await store(customerId, [b]);
        const stored = await store(customerId, [a, b, c]);
        expect(stored.map(({ eventId }) => eventId)).toEqual([a.eventId, b.eventId, c.eventId]);
        expect(stored.map(({ duplicate }) => duplicate)).toEqual([false, true, false]);
      });

      test.each([{ process: true }, { process: false }])(
        'stored 20 times at once it is one event: %j',
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

      test('batches that share events in different orders, at once, store each once', async () => {
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

      test('what the caller does to an event afterwards changes nothing', async () => {
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
      test('reports what it did, and nothing when nothing waits', async () => {
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

      test('two runs at once take each event once', async () => {
        const customerId = await createCustomer();
        const events = Array.from({ length: 300 }, () => event());
        await storeOnly(customerId, events);
        const runs = await Promise.all([1, 2, 3, 4].map(() => engine.process(customerId)));
        expect(runs.reduce((sum, run) => sum + run.total_processed, 0)).toBe(300);
        expect(await engine.counts(customerId)).toMatchObject({ total: 300, rawPending: 0, staged: 300, loaded: 300 });
        const staged = await engine.stagedEvents(customerId);
        expect(staged.map(({ event_id }) => event_id)).toEqual(events.map(({ eventId }) => eventId));
      });

      test('takes more than any batch', async () => {
        const customerId = await createCustomer();
        for (let batch = 0; batch < 3; batch += 1) {
          await storeOnly(
            customerId,
            Array.from({ length: 500 }, () => event()),
          );
        }
        expect(await engine.process(customerId)).toMatchObject({ total_processed: 1_500, total_success_count: 1_500 });
      });

      test('names the tenants that have work', async () => {
        const [busy, idle, done] = [await createCustomer(), await createCustomer(), await createCustomer()];
        await storeOnly(busy, [event()]);
        await store(done, [event(), event({ event_type: '' })]);
        const working = await engine.tenantsWithWork();
        expect(working).toContain(busy);
        expect(working).not.toContain(idle);
        expect(working).not.toContain(done);
        await engine.process(busy);
        expect(await engine.tenantsWithWork()).not.toContain(busy);
      });
    });

    describe('tenants apart', () => {
      test('one event id at two tenants is two events', async () => {
        const [a, b] = [await createCustomer(), await createCustomer()];
        const same = event();
        const other = { ...event({ event_type: 'other' }), eventId: same.eventId };
        expect(await store(a, [same])).toMatchObject([{ duplicate: false, status: 'complete' }]);
        expect(await storeOnly(b, [other])).toMatchObject([{ duplicate: false, status: 'pending' }]);
        expect(await engine.findEvent(a, same.eventId)).toMatchObject({ event_type: 'page_view', stage: 'business' });
        expect(await engine.findEvent(b, same.eventId)).toMatchObject({ event_type: 'other', stage: 'raw' });
      });

      test('the same session, visitor, page and item at two tenants do not collide', async () => {
        const payload = {
          page_url: 'https://shop.example/a',
          event_data: { session_id: 'sess_same', visitor_id: 'visitor_same', item_id: 'item_same' },
        };
        for (const customerId of [await createCustomer(), await createCustomer()]) {
          expect(await store(customerId, [event(payload)])).toMatchObject([{ status: 'complete' }]);
          expect(await engine.stagedEvents(customerId, { sessionId: 'sess_same' })).toHaveLength(1);
        }
      });

      test('no call shows or moves what is another tenant’s', async () => {
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

    describe('reads', () => {
      test('counts follow every step', async () => {
        const customerId = await createCustomer();
        expect(await engine.counts(customerId)).toEqual(NO_COUNTS);

        const [first] = await store(customerId, [event()]);
        const one = await engine.counts(customerId);
        expect(one).toMatchObject({ total: 1, rawPending: 0, stagingPending: 0, staged: 1, loaded: 1, rejected: 0 });
        expect(one.latestEventAt).toBe(first?.receivedAt);
        expect(one.lastProcessedAt).toMatch(TIMESTAMP);

        const waiting = await storeOnly(customerId, [event(), event(), event({ event_type: '' })]);
        expect(await engine.counts(customerId)).toEqual({
          ...one,
          total: 4,
          rawPending: 3,
          latestEventAt: waiting[2]?.receivedAt,
        });

        await engine.process(customerId);
        const all = await engine.counts(customerId);
        expect(all).toMatchObject({ total: 4, rawPending: 0, stagingPending: 0, staged: 3, loaded: 3, rejected: 1 });
        expect((all.lastProcessedAt ?? '') > (one.lastProcessedAt ?? '')).toBe(true);

        await store(customerId, [{ ...event(), eventId: first?.eventId ?? '' }]);
        expect(await engine.counts(customerId)).toEqual(all);
      });

      test('recent events come newest first, no more than asked for', async () => {
        const customerId = await createCustomer();
        const events = Array.from({ length: 12 }, () => event());
        await store(customerId, events.slice(0, 5));
        await storeOnly(customerId, events.slice(5));
        const newestFirst = events.map(({ eventId }) => eventId).reverse();
        for (const limit of [1, 5, 10, 12, 500]) {
          const rows = await engine.recentEvents(customerId, limit);
          expect(rows.map(({ event_id }) => event_id)).toEqual(newestFirst.slice(0, limit));
        }
      });

      test('a row says how far its event came', async () => {
        const customerId = await createCustomer();
        const url = 'https://shop.example/x?y#z';
        const data = { session_id: 'sess_1', visitor_id: 'visitor_1' };
        const done = event({ event_type: 'signup', page_url: url, event_data: data });
        const [stored] = await store(customerId, [done]);
        await store(customerId, [event({ event_type: ' ', page_url: url, event_data: data })]);
        await storeOnly(customerId, [{ ...event(), payload: {} }]);
        const [waiting, rejected, complete] = await engine.recentEvents(customerId, 3);

        expect(complete).toEqual({
          event_id: done.eventId,
          raw_event_type: 'signup',
          raw_load_date: stored?.receivedAt,
          staging_status: 'PROCESSED',
          business_status: '✅ Complete Pipeline',
          page_url: url,
          session_id: 'sess_1',
          visitor_id: 'visitor_1',
          validation_status: 'VALID',
          quality_score: 0.95,
        });
        expect(rejected).toMatchObject({
          raw_event_type: ' ',
          staging_status: 'REJECTED',
          business_status: '❌ Set aside',
          validation_status: 'INVALID',
          quality_score: 0,
        });
        expect(waiting).toMatchObject({
          raw_event_type: 'page_view',
          staging_status: 'PENDING',
          business_status: '⏳ Pending',
          page_url: '',
          session_id: null,
          visitor_id: null,
          validation_status: null,
          quality_score: null,
        });
      });

      test('one event says how far it came and why not further', async () => {
        const customerId = await createCustomer();
        const [done, invalid, waiting] = [event(), event({ event_type: '' }), { ...event(), payload: {} }];
        const [stored] = await store(customerId, [done, invalid]);
        await storeOnly(customerId, [waiting]);

        const complete = await engine.findEvent(customerId, done.eventId);
        expect(complete).toEqual({
          event_id: done.eventId,
          event_type: 'page_view',
          page_url: 'https://shop.example/',
          stage: 'business',
          layers: {
            raw: { at: stored?.receivedAt },
            staging: { at: expect.stringMatching(TIMESTAMP), validation_status: 'VALID', quality_score: 0.95 },
            business: { at: expect.stringMatching(TIMESTAMP) },
          },
          reason: null,
        });
        expect(await engine.findEvent(customerId, invalid.eventId)).toMatchObject({
          event_type: '',
          stage: 'rejected',
          layers: { staging: { validation_status: 'INVALID', quality_score: 0 }, business: null },
          reason: { rule: 'event_type_blank', pointer: '/event_type', message: 'event_type is blank' },
        });
        expect(await engine.findEvent(customerId, waiting.eventId)).toMatchObject({
          event_type: 'page_view',
          page_url: '',
          stage: 'raw',
          layers: { staging: null, business: null },
          reason: null,
        });
        expect(await engine.findEvent(customerId, 'evt_nobody')).toBeNull();
        expect(await engine.findEvent(customerId, "' or 1=1 --")).toBeNull();
      });

      test('the barrier counts what waited at the mark and nothing that came later', async () => {
        const customerId = await createCustomer();
        const start = await engine.mark(customerId);
        expect(start).toMatch(TIMESTAMP);
        await storeOnly(customerId, [event(), event()]);
        const mark = await engine.mark(customerId);
        expect(mark > start).toBe(true);
        await storeOnly(customerId, [event()]);
        expect(await engine.pendingBefore(customerId, start)).toBe(0);
        expect(await engine.pendingBefore(customerId, mark)).toBe(2);
        expect(await engine.pendingBefore(customerId, await engine.mark(customerId))).toBe(3);
        await engine.process(customerId);
        await storeOnly(customerId, [event()]);
        expect(await engine.pendingBefore(customerId, mark)).toBe(0);
        expect(await engine.pendingBefore(customerId, await engine.mark(customerId))).toBe(1);
      });

      test('a mark is never before what was accepted, nor after what comes next, however coarse the clock', async () => {
        const customerId = await createCustomer();
        const times: string[] = [];
        for (let round = 0; round < 40; round += 1) {
          const stored = await storeOnly(customerId, [event(), event(), event()]);
          times.push(...stored.map(({ receivedAt }) => receivedAt), await engine.mark(customerId));
        }
        expect([...times].sort()).toEqual(times);
        expect(await engine.pendingBefore(customerId, times.at(-1) ?? '')).toBe(120);
      });

      test('staged events can be narrowed; of more than the limit the newest are given, newest last', async () => {
        const customerId = await createCustomer();
        const type = (event_type: string, session_id: string) => event({ event_type, event_data: { session_id } });
        const events = [type('a', 'sess_1'), type('b', 'sess_1'), type('a', 'sess_2'), type('a', 'sess_1')];
        const idsOf = async (filter: Parameters<Engine['stagedEvents']>[1]) =>
          (await engine.stagedEvents(customerId, filter)).map(({ event_id }) =>
            events.findIndex(({ eventId }) => eventId === event_id),
          );
        await store(customerId, events);
        await storeOnly(customerId, [type('a', 'sess_1')]);
        expect(await idsOf(undefined)).toEqual([0, 1, 2, 3]);
        expect(await idsOf({})).toEqual([0, 1, 2, 3]);
        expect(await idsOf({ eventType: 'a' })).toEqual([0, 2, 3]);
        expect(await idsOf({ sessionId: 'sess_1' })).toEqual([0, 1, 3]);
        expect(await idsOf({ eventType: 'a', sessionId: 'sess_1' })).toEqual([0, 3]);
        expect(await idsOf({ limit: 2 })).toEqual([2, 3]);
        expect(await idsOf({ eventType: 'a', limit: 1 })).toEqual([3]);
        expect(await idsOf({ eventType: 'nothing' })).toEqual([]);
      });

      test('totals are over all tenants', async () => {
        const [a, b] = [await createCustomer(), await createCustomer()];
        const before = await engine.totals();
        const [first] = await storeOnly(a, [event(), event()]);
        const [last] = await storeOnly(b, [event()]);
        const waiting = await engine.totals();
        expect(waiting.rawPending).toBe(before.rawPending + 3);
        expect(waiting.stagingPending).toBe(before.stagingPending);
        expect(waiting.lastEventAt).toBe(last?.receivedAt);
        expect(waiting.oldestRawAt).toBe(before.oldestRawAt ?? first?.receivedAt);
        expect(waiting.oldestStagingAt).toBe(before.oldestStagingAt);
        await engine.process(a);
        await engine.process(b);
        const after = await engine.totals();
        expect(after.rawPending).toBe(before.rawPending);
        expect(after.oldestRawAt).toBe(before.oldestRawAt);
        expect(after.lastProcessedAt).toBe((await engine.counts(b)).lastProcessedAt);
      });

      test('reset forgets the events and keeps tenant and keys', async () => {
        const customerId = await createCustomer();
        await engine.addKey(customerId, { hash: 'ef'.repeat(32), scope: 'full' });
        const tenant = await engine.findTenant(customerId);
        const again = event();
        await store(customerId, [again, event({ event_type: '' })]);
        await storeOnly(customerId, [event()]);
        await engine.reset(customerId);
        await engine.reset(customerId);

        expect(await engine.counts(customerId)).toEqual(NO_COUNTS);
        expect(await engine.recentEvents(customerId, 10)).toEqual([]);
        expect(await engine.stagedEvents(customerId)).toEqual([]);
        expect(await engine.findEvent(customerId, again.eventId)).toBeNull();
        expect(await engine.tenantsWithWork()).not.toContain(customerId);
        expect((await engine.process(customerId)).total_processed).toBe(0);
        expect(await engine.findTenant(customerId)).toEqual(tenant);
        expect(await engine.findKeys(customerId)).toHaveLength(1);
        expect(await store(customerId, [again])).toMatchObject([{ duplicate: false, status: 'complete' }]);
        expect(await engine.counts(customerId)).toMatchObject({ total: 1, loaded: 1 });
      });
    });

    describeEventQueries(() => engine, createCustomer);
    describeLedger(() => engine, createCustomer);
    describeUpkeep(() => engine, createCustomer);
    describeAudit(() => engine, createCustomer);

    describe('odd input', () => {
      test.each(Object.entries(ODD_PAYLOADS))('%s ends in business and is kept as it was', async (_what, payload) => {
        const customerId = await createCustomer();
        const odd = { ...event(), payload };
        expect(await store(customerId, [odd, event()])).toMatchObject([{ status: 'complete' }, { status: 'complete' }]);
        const [staged] = await engine.stagedEvents(customerId);
        const kept = JSON.parse(JSON.stringify(payload)) as RawEvent['payload'];
        expect(staged?.event_data).toEqual(kept.event_data ?? {});
        expect(staged?.page_url).toBe(kept.page_url ?? '');
        expect(staged?.event_timestamp).toMatch(TIMESTAMP);
        expect(await engine.recentEvents(customerId, 2)).toHaveLength(2);
      });

      test('an event may have no address, agent or enrichment, or all of them', async () => {
        const customerId = await createCustomer();
        const enrichment = {
          browser_name: 'Fire🦊',
          browser_version: '1',
          operating_system: 'It’s "OS"',
          device_type: 'tablet' as const,
          bot: false,
        };
        await store(customerId, [
          { ...event(), clientIpHash: null, userAgent: null, enrichment: null },
          { ...event(), clientIpHash: '0f'.repeat(32), userAgent: 'x'.repeat(512), enrichment },
        ]);
        expect(await engine.stagedEvents(customerId)).toMatchObject([
          { browser_name: null, device_type: null, is_bot: false, quality_score: 0.9 },
          { browser_name: 'Fire🦊', operating_system: 'It’s "OS"', device_type: 'tablet', is_bot: false },
        ]);
      });

      test.each([['evt_-'], [`evt_${'_'.repeat(64)}`], ['evt_A'], ['evt_a']])('%s is an event id', async (eventId) => {
        const customerId = await createCustomer();
        await store(customerId, [{ ...event(), eventId }]);
        expect((await engine.findEvent(customerId, eventId))?.event_id).toBe(eventId);
        expect(await engine.findEvent(customerId, `${eventId}x`)).toBeNull();
      });
    });
  });

  if (createFaultyEngine !== undefined) describeFaults(name, createFaultyEngine);
}

const NO_COUNTS = {
  total: 0,
  rawPending: 0,
  stagingPending: 0,
  staged: 0,
  loaded: 0,
  rejected: 0,
  latestEventAt: null,
  lastProcessedAt: null,
};

/** All that can be read of a tenant. */
async function snapshot(engine: Engine, customerId: string): Promise<unknown> {
  const rows = await engine.recentEvents(customerId, 500);
  return {
    rows,
    counts: await engine.counts(customerId),
    staged: await engine.stagedEvents(customerId),
    events: await Promise.all(rows.map(({ event_id }) => engine.findEvent(customerId, event_id))),
    hasWork: (await engine.tenantsWithWork()).includes(customerId),
  };
}

const byHash = <T extends { hash: string }>(keys: T[]) => [...keys].sort((a, b) => (a.hash < b.hash ? -1 : 1));

function nested(depth: number): JsonObject {
  let value: JsonValue = 'bottom';
  for (let level = 1; level < depth; level += 1) value = level % 2 === 0 ? { down: value } : [value];
  return { down: value };
}

const INJECTION = `'); drop table raw.event_ids; -- " \\ $$ $1 %s {0} <script>\${x}</script>`;

/** Each is valid, as odd as it is: ingest has made it safe to store (no NUL, no lone surrogate). */
const ODD_PAYLOADS: Record<string, RawEvent['payload']> = {
  'an empty payload': {},
  'a url of 50,000 characters': { page_url: `https://shop.example/${'a/'.repeat(24_990)}?${'&'.repeat(10)}` },
  'a url of 100,000 astral characters': { page_url: `/${'🦊'.repeat(99_999)}` },
  'a query of 50,000 percent signs': { page_url: `/?utm_source=${'%'.repeat(49_000)}` },
  'a query of 30,000 empty parameters': { page_url: `/?${'&'.repeat(30_000)}utm_source=x` },
  'a query of 10,000 encoded characters': { page_url: `/?utm_source=${'%F0%9F%A6%8A'.repeat(8_000)}` },
  'a host of 50,000 at signs': { page_url: `https://${'@'.repeat(50_000)}` },
  'a scheme of 50,000 letters': { page_url: 'a'.repeat(50_000) },
  'a referrer of 50,000 characters': { event_data: { referrer: `https://${'a.'.repeat(25_000)}google.com/` } },
  'a timestamp of 50,000 characters': { event_data: { timestamp: '2026-01-01T00:00:00.'.padEnd(50_000, '0') } },
  'texts of 200,000 characters': { event_data: { title: '🦊'.repeat(100_000), user_id: 'é'.repeat(200_000) } },
  'replacement characters and noncharacters': {
    event_type: '\uFFFD\uFFFE\uFFFF',
    page_url: '/\uFFFD',
    event_data: {
      '\uFFFD': '\uFFFD',
      session_id: '\uFFFD',
      visitor_id: '\u{10FFFF}',
      title: '\uFEFF\u200B\u2028\u202E',
    },
  },
  'control characters': {
    event_type: '\u0001\u001f\u007f',
    page_url: '/\u0001',
    event_data: { title: '\u0008\u001b[31m' },
  },
  injection: {
    event_type: INJECTION,
    page_url: INJECTION,
    event_data: { [INJECTION]: INJECTION, session_id: INJECTION, visitor_id: INJECTION, action: INJECTION },
  },
  'the deepest data': { event_data: nested(32) },
  'many values': { event_data: { list: Array.from({ length: 9_998 }, (_, index) => index) } },
  'keys that objects have anyway': {
    event_type: '__proto__',
    event_data: JSON.parse(
      '{"__proto__": {"x": 1}, "constructor": 1, "hasOwnProperty": null, "toString": []}',
    ) as JsonObject,
  },
  'numbers at every edge': {
    event_data: {
      list: [1e308, -1e308, 5e-324, 1e-7, 1e21, 123456789012345680000, 0.1, 1 / 3, 9007199254740991, -0],
      session_id: 9007199254740991,
      visitor_id: 1e308,
      scroll_depth: 5e-324,
      time_on_page: 1e308,
      user_id: -0,
    },
  },
  'wrong types in every field that is read': {
    event_data: Object.fromEntries(
      'session_id visitor_id timestamp sent_at user_id title referrer element_id scroll_depth time_on_page screen_resolution timezone utm_source item_id items action name outbound'
        .split(' ')
        .map((key, index) => [key, [{ deep: [null] }, [[]], true, 'x', -1.5][index % 5] as JsonValue]),
    ),
  },
  'a clock at the beginning of time': { event_data: { timestamp: '0001-01-01T00:00:00+23:59', sent_at: 'then' } },
  'a clock at the end of time': {
    event_data: { timestamp: '9999-12-31T23:59:59.999999999-23:59', sent_at: '0001-01-01T00:00:00+23:59' },
  },
  'a clock that is none': { event_data: { timestamp: '2026-99-99T99:99:99Z', sent_at: '9'.repeat(400) } },
};
