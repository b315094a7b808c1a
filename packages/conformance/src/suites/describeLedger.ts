/** The ledger of page loads, lateness and hours. */
import type { JsonObject } from '@onevault/contract';
import type { Engine, RawEvent } from '@onevault/server/internal/engine/port';
import { describe, expect, test } from 'vitest';
import { event } from './event.ts';

const HOUR_MS = 3_600_000;

export function describeLedger(getEngine: () => Engine, createCustomer: () => Promise<string>): void {
  const store = (customerId: string, events: RawEvent[], process = true) =>
    getEngine().store(customerId, events, { process });
  const of = (event_data: JsonObject, event_type = 'page_view') => event({ event_type, event_data });

  describe('ledger', () => {
    test('counts the arrived and missing events of each page load, across its sessions', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      const stored = await store(customerId, [
        of({ tab_id: 't1', seq: 0, session_id: 'sess_1' }),
        of({ tab_id: 't1', seq: 2, session_id: 'sess_1' }),
        of({ tab_id: 't2', seq: 3, session_id: '7' }),
        of({ tab_id: 't1', seq: 5, session_id: '7' }),
        of({ tab_id: 't3', seq: 0 }),
        of({ tab_id: 't3', seq: 1, session_id: 'sess_9' }, ' '),
        of({ tab_id: 't4', session_id: 'sess_1' }),
        of({ seq: 4, session_id: 'sess_1' }),
        of({ tab_id: 5, seq: 1e9, session_id: 'sess_9' }),
        of({ tab_id: 't5', seq: -1, session_id: 'sess_1' }),
        of({ tab_id: 't5', seq: '1', session_id: 'sess_1' }),
      ]);
      const at = (place: number) => stored[place]?.receivedAt;
      const t1 = {
        tab_id: 't1',
        sessions: ['sess_1', 'session_7'],
        events: 3,
        first_seq: 0,
        last_seq: 5,
        gaps: 3,
        first_received_at: at(0),
        last_received_at: at(3),
        skew_ms: null,
      };
      const t2 = { ...t1, tab_id: 't2', sessions: ['session_7'], events: 1, first_seq: 3, last_seq: 3, gaps: 3 };
      Object.assign(t2, { first_received_at: at(2), last_received_at: at(2) });
      expect(await engine.ledger(customerId, { sessionId: 'sess_1' })).toEqual([t1]);
      expect(await engine.ledger(customerId, { sessionId: 'session_7' })).toEqual([t1, t2]);
      expect(await engine.ledger(customerId, { sessionId: '7' })).toEqual([t1, t2]);
      expect(await engine.ledger(customerId, { tabId: 't2' })).toEqual([t2]);
      expect(await engine.ledger(customerId, { tabId: 't3' })).toMatchObject([{ sessions: [], events: 1, gaps: 0 }]);
      expect(await engine.ledger(customerId, { tabId: '5' })).toMatchObject([{ last_seq: 1e9, gaps: 1e9 }]);
      expect(await engine.ledger(customerId, { tabId: 't4' })).toEqual([]);
      expect(await engine.ledger(customerId, { sessionId: 'nobody' })).toEqual([]);
      expect(await engine.ledger(await createCustomer(), { tabId: 't1' })).toEqual([]);
      expect(await engine.ledger(`${customerId}-unknown`, { tabId: 't1' })).toEqual([]);
    });

    test('a late event closes its gap, a repeat closes none', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      const [zero, one, two] = [0, 1, 2].map((seq) => of({ tab_id: 't', seq })) as [RawEvent, RawEvent, RawEvent];
      const gaps = async () => (await engine.ledger(customerId, { tabId: 't' }))[0]?.gaps;
      await store(customerId, [two]);
      expect(await gaps()).toBe(2);
      await store(customerId, [two, zero], false);
      await engine.process(customerId);
      expect(await gaps()).toBe(1);
      await store(customerId, [zero, one]);
      expect(await gaps()).toBe(0);
    });

    test('takes the clock’s skew from the latest event with sent_at', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      const skew = async (tabId: string) => (await engine.ledger(customerId, { tabId }))[0]?.skew_ms ?? null;
      const stored = await store(customerId, [
        of({ tab_id: 't', seq: 0, sent_at: '2020-01-01T00:00:00Z' }),
        of({ tab_id: 't', seq: 1, sent_at: '2021-01-01T00:00:00.5+01:00' }),
        of({ tab_id: 't', seq: 2, sent_at: 'then' }),
        of({ tab_id: 'none', seq: 2 }),
      ]);
      const receivedMs = Date.parse(stored[1]?.receivedAt ?? '');
      expect(Math.abs(((await skew('t')) ?? 0) - (receivedMs - Date.parse('2020-12-31T23:00:00.500Z')))).toBeLessThan(
        2,
      );
      expect(await skew('none')).toBeNull();
      await store(customerId, [of({ tab_id: 't', seq: 3, sent_at: '2100-01-01T00:00:00Z' })]);
      expect(await skew('t')).toBeLessThan(0);
    });

    test('counts lateness by its bounds', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      expect(await engine.lateness(customerId)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
      const late = (seconds: number) => {
        const sentMs = Date.now();
        return of({
          timestamp: new Date(sentMs - seconds * 1_000).toISOString(),
          sent_at: new Date(sentMs).toISOString(),
        });
      };
      await store(customerId, [
        ...[0, 0.999, 1, 9, 10, 60, 599, 600, 3_600, 86_399, 86_400, 604_800, 2_000_000].map(late),
        of({}),
        of({}, ' '),
      ]);
      expect(await engine.lateness(customerId)).toEqual([3, 2, 1, 2, 1, 2, 1, 2]);
      expect(await engine.lateness(`${customerId}-unknown`)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    });

    test('counts events by the hour in which they happened, all or of one type', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      const hourMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 10 * HOUR_MS;
      const at = (ms: number) => `${new Date(hourMs + ms).toISOString().slice(0, -1)}000Z`;
      const happened = (ms: number, type: string) => of({ timestamp: at(ms) }, type);
      await store(customerId, [
        happened(0, 'a'),
        happened(HOUR_MS - 1, 'a'),
        happened(HOUR_MS, 'b'),
        happened(3 * HOUR_MS, 'a'),
        happened(0, ' '),
      ]);
      const hours = (from: number, to: number, eventType?: string) =>
        engine.eventHours(customerId, { from: at(from), to: at(to), ...(eventType && { eventType }) });
      expect(await hours(0, 4 * HOUR_MS)).toEqual([
        { hour: at(0), events: 2 },
        { hour: at(HOUR_MS), events: 1 },
        { hour: at(3 * HOUR_MS), events: 1 },
      ]);
      expect(await hours(0, 4 * HOUR_MS, 'b')).toEqual([{ hour: at(HOUR_MS), events: 1 }]);
      expect(await hours(1, 3 * HOUR_MS)).toEqual([{ hour: at(HOUR_MS), events: 1 }]);
      expect(await hours(0, 4 * HOUR_MS, 'nothing')).toEqual([]);
      expect(await hours(4 * HOUR_MS, 0)).toEqual([]);
    });

    test('counts the hours of the last day if nothing else is asked for', async () => {
      const [engine, customerId] = [getEngine(), await createCustomer()];
      const hourMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
      const at = (ms: number) => `${new Date(ms).toISOString().slice(0, -1)}000Z`;
      const daysAgo = [2, 1, 0].map((days) => of({ timestamp: at(hourMs - days * 24 * HOUR_MS - HOUR_MS) }));
      await store(customerId, daysAgo);
      const hours = async (range: { from?: string; to?: string }) =>
        (await engine.eventHours(customerId, range)).map(({ hour }) => hour);
      expect(await hours({})).toEqual([at(hourMs - HOUR_MS)]);
      expect(await hours({ from: at(hourMs - 26 * HOUR_MS) })).toEqual([
        at(hourMs - 25 * HOUR_MS),
        at(hourMs - HOUR_MS),
      ]);
      // A day before `to`, which is included.
      expect(await hours({ to: at(hourMs - HOUR_MS) })).toEqual([at(hourMs - 25 * HOUR_MS)]);
    });
  });
}
