/** All reads of a customer: counts, rows, one event, the barrier, totals. */

import type { Engine, RawEvent } from '@onevault/server/internal/engine/port';
import { beforeAll, describe, expect, test } from 'vitest';
import { event, TIMESTAMP } from './event.ts';
import { NO_COUNTS } from './noCounts.ts';

export function describeReads(getEngine: () => Engine, createCustomer: () => Promise<string>): void {
  describe('reads', () => {
    let engine: Engine;
    beforeAll(() => {
      engine = getEngine();
    });
    const store = (customerId: string, events: RawEvent[]) => engine.store(customerId, events, { process: true });
    const storeOnly = (customerId: string, events: RawEvent[]) => engine.store(customerId, events, { process: false });

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

    test('returns recent events newest first, at most the limit', async () => {
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

    test('a row shows how far its event came', async () => {
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
        // Without a time of the client's it happened when it arrived.
        event_timestamp: stored?.receivedAt,
        staging_status: 'PROCESSED',
        business_status: '✅ Complete Pipeline',
        page_url: url,
        session_id: 'sess_1',
        visitor_id: 'visitor_1',
        validation_status: 'VALID',
        quality_score: 0.95,
        validation_errors: [expect.objectContaining({ rule: 'timestamp_missing' })],
      });
      expect(rejected).toMatchObject({
        raw_event_type: ' ',
        staging_status: 'REJECTED',
        business_status: '❌ Set aside',
        validation_status: 'INVALID',
        quality_score: 0,
        validation_errors: expect.arrayContaining([
          { rule: 'event_type_blank', pointer: '/event_type', message: 'event_type is blank' },
        ]),
      });
      expect(waiting).toMatchObject({
        raw_event_type: 'page_view',
        staging_status: 'PENDING',
        business_status: '⏳ Pending',
        page_url: '',
        event_timestamp: null,
        session_id: null,
        visitor_id: null,
        validation_status: null,
        quality_score: null,
        validation_errors: null,
      });
    });

    test('a row says when its event happened, however late it arrived', async () => {
      const customerId = await createCustomer();
      const happenedAt = new Date(Date.now() - 3_600_000).toISOString();
      await store(customerId, [event({ event_data: { timestamp: happenedAt } })]);
      const [row] = await engine.recentEvents(customerId, 1);
      expect(Date.parse(row?.event_timestamp ?? '')).toBe(Date.parse(happenedAt));
    });

    test('a row and the event say why an event is suspicious, in the order of the checks', async () => {
      const customerId = await createCustomer();
      const odd = event({ page_url: 'ftp://shop.example/', event_data: { visitor_id: {}, scroll_depth: 900 } });
      await store(customerId, [odd]);
      const reasons = [
        { rule: 'page_url_scheme', pointer: '/page_url', message: 'page_url is neither http(s) nor a path' },
        { rule: 'session_missing', pointer: '/event_data/session_id', message: 'no session_id' },
        expect.objectContaining({ rule: 'visitor_unusable', pointer: '/event_data/visitor_id' }),
        expect.objectContaining({ rule: 'timestamp_missing', pointer: '/event_data/timestamp' }),
        expect.objectContaining({ rule: 'scroll_depth_range', pointer: '/event_data/scroll_depth' }),
      ];
      const suspicious = { validation_status: 'SUSPICIOUS', validation_errors: reasons };
      expect(await engine.recentEvents(customerId, 1)).toMatchObject([suspicious]);
      expect((await engine.findEvents(customerId, { limit: 1 })).events).toMatchObject([suspicious]);
      expect(await engine.findEvent(customerId, odd.eventId)).toMatchObject({ layers: { staging: suspicious } });
    });

    test('an event shows how far it came, with the reason where it stopped', async () => {
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
          staging: {
            at: expect.stringMatching(TIMESTAMP),
            validation_status: 'VALID',
            quality_score: 0.95,
            validation_errors: [
              { rule: 'timestamp_missing', pointer: '/event_data/timestamp', message: 'no timestamp' },
            ],
          },
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

    test('the barrier counts events that waited at the mark, and no later ones', async () => {
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

    test('a mark is at or after every accepted event and before every later one, even with a coarse clock', async () => {
      const customerId = await createCustomer();
      const times: string[] = [];
      for (let round = 0; round < 40; round += 1) {
        const stored = await storeOnly(customerId, [event(), event(), event()]);
        times.push(...stored.map(({ receivedAt }) => receivedAt), await engine.mark(customerId));
      }
      expect([...times].sort()).toEqual(times);
      expect(await engine.pendingBefore(customerId, times.at(-1) ?? '')).toBe(120);
    });

    test('filters staged events; above the limit returns the newest, newest last', async () => {
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

    test('the content of an event is what it brought, and what staging made of it', async () => {
      const customerId = await createCustomer();
      const sent = event({ event_type: 'a', event_data: { session_id: 'sess_1', deep: { list: [1, 'two', null] } } });
      await store(customerId, [sent, event({ event_type: 'b' })]);
      const [waiting] = await storeOnly(customerId, [event({ event_data: { note: 'waits' } })]);
      const [staged] = await engine.stagedEvents(customerId, { eventType: 'a' });
      const content = await engine.eventContent(customerId, sent.eventId);
      expect(content).toEqual({ event_data: sent.payload.event_data, user_agent: sent.userAgent, staged });
      expect(await engine.eventContent(customerId, waiting?.eventId ?? '')).toMatchObject({
        event_data: { note: 'waits' },
        staged: null,
      });
      expect(await engine.eventContent(customerId, 'evt_unknown')).toBeNull();
      expect(await engine.eventContent(await createCustomer(), sent.eventId)).toBeNull();
    });

    test('totals include all customers', async () => {
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

    test('reset deletes the events and keeps customer and keys', async () => {
      const customerId = await createCustomer();
      await engine.operations?.addKey(customerId, { hash: 'ef'.repeat(32), scope: 'full' });
      const tenant = await engine.findCustomer(customerId);
      const again = event();
      await store(customerId, [again, event({ event_type: '' })]);
      await storeOnly(customerId, [event()]);
      await engine.reset(customerId);
      await engine.reset(customerId);

      expect(await engine.counts(customerId)).toEqual(NO_COUNTS);
      expect(await engine.recentEvents(customerId, 10)).toEqual([]);
      expect(await engine.stagedEvents(customerId)).toEqual([]);
      expect(await engine.findEvent(customerId, again.eventId)).toBeNull();
      expect(await engine.customersWithWork()).not.toContain(customerId);
      expect((await engine.process(customerId)).total_processed).toBe(0);
      expect(await engine.findCustomer(customerId)).toEqual(tenant);
      if (engine.operations) expect(await engine.operations.findKeys(customerId)).toHaveLength(1);
      expect(await store(customerId, [again])).toMatchObject([{ duplicate: false, status: 'complete' }]);
      expect(await engine.counts(customerId)).toMatchObject({ total: 1, loaded: 1 });
    });
  });
}
