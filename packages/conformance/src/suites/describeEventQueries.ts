/** `findEvents`: filters and paging, the same on every engine. */
import type { JsonObject } from '@onevault/contract';
import type { Engine, EventPlace, EventQuery, RawEvent } from '@onevault/server/internal/engine/port';
import { describe, expect, test } from 'vitest';
import { event } from './event.ts';

export function describeEventQueries(getEngine: () => Engine, createCustomer: () => Promise<string>): void {
  describe('event queries', () => {
    const typed = (event_type: string, page_url: string, event_data: JsonObject) =>
      event({ event_type, page_url, event_data });
    const idsOf = (events: { event_id: string }[]) => events.map(({ event_id }) => event_id);
    /** Page after page to the end, however little each finds. */
    const findAll = async (customerId: string, query: Omit<EventQuery, 'limit' | 'before'>, limit = 500) => {
      const found: string[] = [];
      let before: EventPlace | null | undefined;
      for (let pages = 0; before !== null; pages += 1) {
        expect(pages).toBeLessThan(100);
        const page = await getEngine().findEvents(customerId, { ...query, limit, ...(before && { before }) });
        expect(page.events.length).toBeLessThanOrEqual(limit);
        found.push(...idsOf(page.events));
        before = page.next;
      }
      return found;
    };

    const createShop = async () => {
      const engine = getEngine();
      const customerId = await createCustomer();
      const loaded = [
        typed('page_view', 'https://shop.example/', { session_id: 'sess_1', visitor_id: 'visitor_1' }),
        typed('page_view', 'https://shop.example/tea?x=1#y', { session_id: '7', visitor_id: 'visitor_1' }),
        typed('signup', 'https://shop.example/tea', { session_id: 'session_7', visitor_id: '2' }),
        typed('page_view', '/tea', { session_id: 'sess_1' }),
        typed('signup', '', { visitor_id: 'visitor_2' }),
        typed('page_view', 'mailto:x', {}),
      ];
      const rejected = [
        typed(' ', 'https://shop.example/', { session_id: 'sess_1', visitor_id: 'visitor_1' }),
        typed('', 'https://shop.example/tea', { session_id: 'session_7' }),
      ];
      const waiting = [typed('signup', 'https://shop.example/', { session_id: 'sess_1' }), { ...event(), payload: {} }];
      const [before] = await engine.store(customerId, rejected.slice(0, 1), { process: true });
      const stored = await engine.store(customerId, loaded, { process: true });
      await engine.store(customerId, rejected.slice(1), { process: true });
      await engine.store(customerId, waiting, { process: false });
      const all: RawEvent[] = [...rejected.slice(0, 1), ...loaded, ...rejected.slice(1), ...waiting];
      const newestFirst = all.map(({ eventId }) => eventId).reverse();
      return { engine, customerId, loaded, rejected, waiting, stored, before, newestFirst };
    };
    const newest = (events: RawEvent[]) => events.map(({ eventId }) => eventId).reverse();

    test('without a filter returns all events, newest first, as rows of the dashboard', async () => {
      const { engine, customerId, newestFirst } = await createShop();
      const page = await engine.findEvents(customerId, { limit: 500 });
      expect(idsOf(page.events)).toEqual(newestFirst);
      expect(page.events).toEqual(await engine.recentEvents(customerId, 500));
      expect(page.next).toBeNull();
    });

    test.each([1, 2, 3, 10, 11])('pages of %i cover everything once', async (limit) => {
      const { customerId, newestFirst, loaded } = await createShop();
      expect(await findAll(customerId, {}, limit)).toEqual(newestFirst);
      const signups = newest(loaded.filter(({ payload }) => payload.event_type === 'signup'));
      expect(await findAll(customerId, { status: 'complete', eventType: 'signup' }, limit)).toEqual(signups);
    });

    test('events that arrive between pages are on no later page', async () => {
      const { engine, customerId, newestFirst } = await createShop();
      const first = await engine.findEvents(customerId, { limit: 4 });
      await engine.store(customerId, [event()], { process: true });
      const rest = await engine.findEvents(customerId, { limit: 500, ...(first.next && { before: first.next }) });
      expect([...idsOf(first.events), ...idsOf(rest.events)]).toEqual(newestFirst);
    });

    test('filters by event type, status and times', async () => {
      const { customerId, loaded, rejected, waiting, stored, before, newestFirst } = await createShop();
      expect(await findAll(customerId, { eventType: 'signup' })).toEqual(
        newest([...loaded.filter(({ payload }) => payload.event_type === 'signup'), ...waiting.slice(0, 1)]),
      );
      expect(await findAll(customerId, { eventType: ' ' })).toEqual(newest(rejected.slice(0, 1)));
      expect(await findAll(customerId, { eventType: 'nothing' })).toEqual([]);
      expect(await findAll(customerId, { status: 'complete' })).toEqual(newest(loaded));
      expect(await findAll(customerId, { status: 'rejected' })).toEqual(newest(rejected));
      expect(await findAll(customerId, { status: 'pending' })).toEqual(newest(waiting));
      expect(await findAll(customerId, { status: 'pending', eventType: 'signup' })).toEqual(
        newest(waiting.slice(0, 1)),
      );
      expect(await findAll(customerId, { status: 'set_aside' })).toEqual([]);
      const [from = '', to = ''] = [stored[1]?.receivedAt, stored[4]?.receivedAt];
      expect(await findAll(customerId, { from })).toEqual(newestFirst.slice(0, -2));
      expect(await findAll(customerId, { from, to })).toEqual(newest(loaded.slice(1, 4)));
      expect(await findAll(customerId, { to: before?.receivedAt ?? '' })).toEqual([]);
      expect(await findAll(customerId, { from: to, to: from })).toEqual([]);
    });

    test('finds session and visitor by every form of their id, loaded or rejected', async () => {
      const { customerId, loaded, rejected } = await createShop();
      const pick = (...places: number[]) => places.map((place) => loaded[place]).filter((one) => one !== undefined);
      expect(await findAll(customerId, { sessionId: 'sess_1' })).toEqual(
        newest([...rejected.slice(0, 1), ...pick(0, 3)]),
      );
      for (const sessionId of ['7', 'session_7']) {
        expect(await findAll(customerId, { sessionId })).toEqual(newest([...pick(1, 2), ...rejected.slice(1)]));
        expect(await findAll(customerId, { sessionId, status: 'complete' })).toEqual(newest(pick(1, 2)));
        expect(await findAll(customerId, { sessionId, status: 'rejected' })).toEqual(newest(rejected.slice(1)));
        expect(await findAll(customerId, { sessionId, visitorId: '2' })).toEqual(newest(pick(2)));
        expect(await findAll(customerId, { sessionId }, 1)).toEqual(newest([...pick(1, 2), ...rejected.slice(1)]));
      }
      for (const visitorId of ['2', 'visitor_2']) {
        expect(await findAll(customerId, { visitorId })).toEqual(newest(pick(2, 4)));
      }
      expect(await findAll(customerId, { sessionId: 'sess_7' })).toEqual([]);
      expect(await findAll(customerId, { visitorId: 'nobody' })).toEqual([]);
    });

    test('a page is host and path, without the query', async () => {
      const { customerId, loaded, rejected } = await createShop();
      const pick = (...places: number[]) => places.map((place) => loaded[place]).filter((one) => one !== undefined);
      expect(await findAll(customerId, { page: 'shop.example/tea' })).toEqual(
        newest([...pick(1, 2), ...rejected.slice(1)]),
      );
      expect(await findAll(customerId, { page: '/tea' })).toEqual(newest(pick(3)));
      expect(await findAll(customerId, { page: 'mailto:x' })).toEqual(newest(pick(5)));
      expect(await findAll(customerId, { page: 'shop.example/tea', sessionId: '7', eventType: 'signup' })).toEqual(
        newest(pick(2)),
      );
      expect(await findAll(customerId, { page: "'; drop table raw.event_ids --" })).toEqual([]);
    });

    test('shows no events of another customer', async () => {
      const { engine, customerId } = await createShop();
      const other = await createCustomer();
      expect(await engine.findEvents(other, { limit: 10 })).toEqual({ events: [], next: null });
      expect(await engine.findEvents(other, { limit: 10, sessionId: 'sess_1' })).toEqual({ events: [], next: null });
      expect(await engine.findEvents(`${customerId}-unknown`, { limit: 10 })).toEqual({ events: [], next: null });
    });
  });
}
