import type { Engine, RawEvent, StageChange } from '@onevault/server/internal/engine/port';
import { describe, expect, test } from 'vitest';
import { event } from './event.ts';
import { readChanges, readPlace, told } from './readChanges.ts';

/** What the stream is made of: `StageChanges` of every engine. Failures are in `describeFaults`. */
export function describeStageChanges(engine: () => Engine, createCustomer: () => Promise<string>): void {
  const store = (customerId: string, events: RawEvent[], process: boolean) =>
    engine().store(customerId, events, { process });

  describe('stage changes', () => {
    test('an event that passes all layers at once is one change, with the times of all', async () => {
      const customerId = await createCustomer();
      const after = await readPlace(engine(), customerId);
      const one = event({ event_data: { session_id: 'sess_7' }, page_url: 'https://Shop.example/A?b=1#c' });
      const invalid = event({ event_type: ' ' });
      const [stored] = await store(customerId, [one, invalid], true);
      const { changes } = await readChanges(engine(), customerId, after);
      // At the same time, so in the order of their ids.
      changes.sort((a, b) => (a.event.stage < b.event.stage ? -1 : 1));
      expect(told(changes)).toEqual([`${one.eventId} business`, `${invalid.eventId} rejected`]);
      const found = await engine().findEvent(customerId, one.eventId);
      expect(changes[0]).toMatchObject({
        page: 'Shop.example/A',
        event: {
          raw_load_date: stored?.receivedAt,
          staging_status: 'PROCESSED',
          business_status: '✅ Complete Pipeline',
          session_id: 'sess_7',
          reason: null,
          layers: {
            raw: { at: stored?.receivedAt },
            staging: { at: found?.layers.staging?.at },
            business: { at: found?.layers.business?.at },
          },
        },
      });
      const why = await engine().findEvent(customerId, invalid.eventId);
      expect(changes[1]?.event).toMatchObject({ reason: why?.reason, layers: { business: null } });
      // The row is the dashboard's.
      const rows = await engine().recentEvents(customerId, 3);
      for (const { event } of changes) {
        const { stage, reason, layers, ...row } = event;
        expect(row).toEqual(rows.find(({ event_id }) => event_id === row.event_id));
      }
    });

    test('an event that waits is one change, and another one when it is processed', async () => {
      const customerId = await createCustomer();
      const after = await readPlace(engine(), customerId);
      const waiting = event();
      await store(customerId, [waiting], false);
      const raw = await readChanges(engine(), customerId, after);
      expect(told(raw.changes)).toEqual([`${waiting.eventId} raw`]);
      expect(raw.changes[0]).toMatchObject({
        page: null,
        event: {
          staging_status: 'PENDING',
          business_status: '⏳ Pending',
          session_id: null,
          layers: { staging: null, business: null },
        },
      });
      await engine().process(customerId);
      const loaded = await readChanges(engine(), customerId, raw.place);
      expect(told(loaded.changes)).toEqual([`${waiting.eventId} business`]);
      const [before, then] = [raw, loaded].map(({ changes }) => changes[0]?.place ?? '');
      expect([before, then]).toEqual([before, then].sort());
      expect(then).not.toBe(before);
      // Nothing else has happened.
      expect((await readChanges(engine(), customerId, loaded.place)).changes).toEqual([]);
    });

    test('each change comes once, in order, however the reader is cut into calls', async () => {
      const customerId = await createCustomer();
      const after = await readPlace(engine(), customerId);
      const events = Array.from({ length: 130 }, () => event());
      await store(customerId, events.slice(0, 50), true);
      await store(customerId, events.slice(50, 60), false);
      await store(customerId, events.slice(60), true);
      await engine().process(customerId);
      const all = await readChanges(engine(), customerId, after);
      const places = all.changes.map(({ place }) => place);
      expect(places).toEqual([...places].sort());
      expect(new Set(places).size).toBe(places.length);
      const ended = all.changes.filter(({ event: { stage } }) => stage === 'business');
      expect(ended.map(({ event: { event_id } }) => event_id).sort()).toEqual(events.map((e) => e.eventId).sort());

      const few = await readChanges(engine(), customerId, after, 7);
      expect(few.calls).toBeGreaterThan(5);
      expect(final(few.changes)).toEqual(final(all.changes));
      // From any change on, the rest is the same.
      for (const at of [0, 49, 50, 77, 129]) {
        const rest = await readChanges(engine(), customerId, places[at] ?? '');
        expect(final(rest.changes)).toEqual(final(all.changes.slice(at + 1)));
        expect(rest.changes.filter(({ place }) => place <= (places[at] ?? ''))).toEqual([]);
      }
    });

    test('a customer sees nothing of another one', async () => {
      const [customerId, other] = [await createCustomer(), await createCustomer()];
      const after = await readPlace(engine(), customerId);
      await store(other, [event(), event()], true);
      await store(other, [event()], false);
      expect((await readChanges(engine(), customerId, after)).changes).toEqual([]);
    });

    test('knows its places', async () => {
      const place = await readPlace(engine(), await createCustomer());
      expect(engine().checkPlace(place)).toBe('valid');
      for (const wrong of ['', 'x', `${place}\n`, `x${place}`, '2026-02-30T00:00:00.000000Z evt_1', "' or true"]) {
        expect(engine().checkPlace(wrong)).toBe('malformed');
      }
    });
  });
}

/** The last change of each event. */
function final(changes: StageChange[]): string[] {
  return changes.filter(({ event: { stage } }) => stage === 'business').map(({ place }) => place);
}
