/** Maintenance: closing sessions, retention, erasure. */

import type { JsonObject } from '@onevault/contract';
import type { Engine, RawEvent } from '@onevault/server/internal/engine/port';
import { describe, expect, test } from 'vitest';
import { event } from './event.ts';
import { operationsOf } from './operationsOf.ts';

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const NOTHING = { sessionsClosed: 0, eventsForgotten: 0, idsForgotten: 0 };

export function describeUpkeep(getEngine: () => Engine, createCustomer: () => Promise<string>): void {
  const store = (customerId: string, events: RawEvent[], process = true) =>
    getEngine().store(customerId, events, { process });

  describe('upkeep', () => {
    test('closes a session once after half an hour without events; the next event reopens it', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      const of = (session_id: string) => event({ event_data: { session_id } });
      await store(customerId, [of('sess_1'), of('sess_1'), of('2'), of('session_2'), event({ event_data: {} })]);
      expect(await operationsOf(engine).maintain(customerId)).toEqual(NOTHING);
      expect(await operationsOf(engine).maintain(customerId, { now: inDays(20 / 1440) })).toEqual(NOTHING);
      expect(await operationsOf(engine).maintain(customerId, { now: inDays(1 / 24) })).toEqual({
        ...NOTHING,
        sessionsClosed: 2,
      });
      expect(await operationsOf(engine).maintain(customerId, { now: inDays(1 / 24) })).toEqual(NOTHING);
      await store(customerId, [of('2')], false);
      await engine.process(customerId);
      expect(await operationsOf(engine).maintain(customerId, { now: inDays(1 / 24) })).toEqual({
        ...NOTHING,
        sessionsClosed: 1,
      });
    });

    test('each customer has its own retention', async () => {
      const [engine, a, b] = [getEngine(), await createCustomer(), await createCustomer()];
      const before = (await engine.findCustomer(b))?.dataRetentionDays;
      expect(await operationsOf(engine).setRetention(a, 7)).toBe(true);
      expect((await engine.findCustomer(a))?.dataRetentionDays).toBe(7);
      expect((await engine.findCustomer(b))?.dataRetentionDays).toBe(before);
      await engine.upsertCustomer(a, 'Another name');
      expect((await engine.findCustomer(a))?.dataRetentionDays).toBe(7);
      expect(await operationsOf(engine).setRetention(`${a}-unknown`, 7)).toBe(false);
    });

    test('what retention would delete is counted before, up to a limit', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      const operations = operationsOf(engine);
      const old = { session_id: 'sess_old', timestamp: inDays(-20) };
      await store(customerId, [event({ event_data: old }), event({ event_data: old }), event({ event_type: ' ' })]);
      await store(await createCustomer(), [event(), event()]);
      const count = (days: number, most = 1_000, now?: string) =>
        operations.countPastRetention(customerId, days, most, now === undefined ? {} : { now });
      const nothing = { events: 0, analyticsEvents: 0, analyticsSessions: 0, importedCounts: 0 };
      expect(await count(30)).toEqual(nothing);
      expect(await count(10)).toEqual({ ...nothing, analyticsEvents: 2, analyticsSessions: 1 });
      expect(await count(10, 1)).toEqual({ ...nothing, analyticsEvents: 1, analyticsSessions: 1 });
      expect(await count(10, 1_000, inDays(10.1))).toMatchObject({ events: 3, analyticsEvents: 3 });
      expect(await operations.countPastRetention(`${customerId}-unknown`, 1, 9)).toEqual(nothing);

      await operations.setRetention(customerId, 10);
      const { events } = await count(10, 1_000, inDays(10.1));
      expect((await operations.maintain(customerId, { now: inDays(10.1) })).eventsForgotten).toBe(events);
      expect(await count(10, 1_000, inDays(10.1))).toEqual(nothing);
    });

    test('an event past retention is deleted, still counted, and its resend is a duplicate', async () => {
      const [engine, customerId, other] = [getEngine(), await createCustomer(), await createCustomer()];
      const [kept, rejected] = [event(), event({ event_type: ' ' })];
      await store(customerId, [kept, rejected, event({ event_data: {} })]);
      const [waiting] = await store(customerId, [event()], false);
      await store(other, [event({ event_data: {} })]);
      await operationsOf(engine).setRetention(customerId, 10);
      const counts = await engine.counts(customerId);

      expect((await operationsOf(engine).maintain(customerId, { now: inDays(9.9) })).eventsForgotten).toBe(0);
      expect(await engine.recentEvents(customerId, 10)).toHaveLength(4);
      expect((await operationsOf(engine).maintain(customerId, { now: inDays(10.1) })).eventsForgotten).toBe(3);
      expect(await operationsOf(engine).maintain(customerId, { now: inDays(10.1) })).toEqual(NOTHING);
      expect(await operationsOf(engine).maintain(other, { now: inDays(10.1) })).toEqual(NOTHING);

      // Waiting events are never deleted.
      expect(await engine.recentEvents(customerId, 10)).toMatchObject([{ event_id: waiting?.eventId }]);
      expect(await engine.recentEvents(other, 10)).toHaveLength(1);
      expect(await engine.stagedEvents(customerId)).toEqual([]);
      expect(await engine.findEvent(customerId, kept.eventId)).toBeNull();
      expect(await engine.counts(customerId)).toEqual(counts);
      for (const process of [true, false]) {
        expect(await store(customerId, [kept, event(), rejected], process)).toMatchObject([
          { eventId: kept.eventId, duplicate: true, status: 'complete', reason: null },
          { duplicate: false },
          { eventId: rejected.eventId, duplicate: true, status: 'complete', reason: null },
        ]);
      }
      await engine.process(customerId);
      expect(await engine.counts(customerId)).toMatchObject({ total: 6, staged: 5, loaded: 5, rejected: 1 });
    });

    test('deletes its id 60 days later', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      const old = event({ event_data: {} });
      await store(customerId, [old]);
      await operationsOf(engine).setRetention(customerId, 1);
      expect(await operationsOf(engine).maintain(customerId, { now: inDays(60) })).toEqual({
        ...NOTHING,
        eventsForgotten: 1,
      });
      expect(await store(customerId, [old])).toMatchObject([{ duplicate: true }]);
      expect(await operationsOf(engine).maintain(customerId, { now: inDays(62) })).toEqual({
        ...NOTHING,
        idsForgotten: 1,
      });
      expect(await store(customerId, [old])).toMatchObject([{ duplicate: false, status: 'complete' }]);
    });

    test('names the customers that need it, and does nothing for unknown ones', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      await store(customerId, [event()]);
      expect(await operationsOf(engine).customersToMaintain()).not.toContain(customerId);
      expect(await operationsOf(engine).maintain(`${customerId}-unknown`, { now: inDays(1_000) })).toEqual(NOTHING);
      await operationsOf(engine).maintainStorage();
      await operationsOf(engine).maintainStorage();
      expect(await engine.recentEvents(customerId, 1)).toHaveLength(1);
    });
  });

  describe('erasing a visitor', () => {
    test('deletes the events that name the visitor and the sessions of this visitor alone', async () => {
      const [engine, customerId, other] = [getEngine(), await createCustomer(), await createCustomer()];
      const of = (visitor_id: string | null, session_id: string | null, event_type = 'page_view') =>
        event({ event_type, event_data: { ...(visitor_id && { visitor_id }), ...(session_id && { session_id }) } });
      const mine = [
        of('me', 'sess_mine'),
        of('visitor_me', null),
        of(null, 'sess_mine'),
        of('me', 'sess_both'),
        of('me', 'sess_mine', ' '),
      ];
      const others = [of('you', 'sess_both'), of(null, 'sess_both'), of('you', 'sess_yours'), of(null, null)];
      const waiting = [of('me', 'sess_new'), of('you', 'sess_new')];
      await store(customerId, [...mine, ...others]);
      await store(customerId, waiting, false);
      await store(other, mine);
      const before = await engine.counts(other);
      expect(Object.keys(await operationsOf(engine).visitorTraces(customerId, 'me'))).not.toEqual([]);

      expect((await operationsOf(engine).eraseVisitor(customerId, 'me')).events).toBe(6);
      expect(await operationsOf(engine).visitorTraces(customerId, 'me')).toEqual({});
      expect(await operationsOf(engine).eraseVisitor(customerId, 'visitor_me')).toEqual({ events: 0, rows: {} });

      const left = (await engine.recentEvents(customerId, 50)).map(({ event_id }) => event_id).reverse();
      expect(left).toEqual([...others, ...waiting.slice(1)].map(({ eventId }) => eventId));
      expect((await engine.findEvents(customerId, { limit: 10, visitorId: 'me' })).events).toEqual([]);
      expect((await engine.findEvents(customerId, { limit: 10, sessionId: 'sess_mine' })).events).toEqual([]);
      expect((await engine.findEvents(customerId, { limit: 10, sessionId: 'sess_both' })).events).toHaveLength(2);
      expect(await engine.findEvent(customerId, mine[0]?.eventId ?? '')).toBeNull();
      expect(await engine.counts(customerId)).toMatchObject({
        total: 5,
        rawPending: 1,
        staged: 4,
        loaded: 4,
        rejected: 0,
      });
      expect(await engine.counts(other)).toEqual(before);
      expect(await engine.process(customerId)).toMatchObject({ total_processed: 1, total_success_count: 1 });
    });

    test('a resend is not stored again', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      const mine = event({ event_data: { visitor_id: 'me' } });
      const [stored] = await store(customerId, [mine]);
      await operationsOf(engine).eraseVisitor(customerId, 'me');
      for (const process of [true, false]) {
        expect(await store(customerId, [mine], process)).toEqual([
          { eventId: mine.eventId, duplicate: true, receivedAt: stored?.receivedAt, status: 'complete', reason: null },
        ]);
      }
      await engine.process(customerId);
      expect(await operationsOf(engine).visitorTraces(customerId, 'me')).toEqual({});
      expect(await engine.counts(customerId)).toMatchObject({ total: 0, loaded: 0, rawPending: 0 });
    });

    test('an unknown visitor has no traces; an unknown customer is an error', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      await store(customerId, [event()]);
      expect(await operationsOf(engine).eraseVisitor(customerId, "'; --")).toEqual({ events: 0, rows: {} });
      expect(await operationsOf(engine).visitorTraces(customerId, 'nobody')).toEqual({});
      expect(await engine.counts(customerId)).toMatchObject({ total: 1 });
      await expect(operationsOf(engine).eraseVisitor(`${customerId}-unknown`, 'me')).rejects.toThrow(Error);
      expect(await operationsOf(engine).visitorTraces(`${customerId}-unknown`, 'me')).toEqual({});
    });

    test('an erased visitor is in no ledger, lateness or hour', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      const of = (event_data: JsonObject) => event({ event_data });
      const yours = of({ tab_id: 'you', seq: 0, session_id: 'sess_both', visitor_id: 'you' });
      await store(customerId, [
        of({ tab_id: 'me', seq: 0, session_id: 'sess_mine', visitor_id: 'me' }),
        of({ tab_id: 'me', seq: 1, visitor_id: 'me' }),
        of({ tab_id: 'me', seq: 2, session_id: 'sess_both', visitor_id: 'me' }),
        yours,
      ]);
      await operationsOf(engine).eraseVisitor(customerId, 'me');
      expect(await engine.ledger(customerId, { tabId: 'me' })).toEqual([]);
      expect(await engine.ledger(customerId, { sessionId: 'sess_both' })).toMatchObject([{ tab_id: 'you', events: 1 }]);
      expect((await engine.lateness(customerId)).reduce((sum, n) => sum + n, 0)).toBe(1);
      const range = { from: '2000-01-01T00:00:00.000000Z', to: '2100-01-01T00:00:00.000000Z' };
      expect((await engine.eventHours(customerId, range)).map(({ events }) => events)).toEqual([1]);
    });
  });
}
