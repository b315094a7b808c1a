/** Replays of set-aside events. */
import type { ReplayFilter } from '@onevault/server/internal/engine/port';
import { describe, expect, test } from 'vitest';
import { event } from './event.ts';
import { expectSetAside, type FaultyEngine, faultyEvent } from './faultyEngine.ts';
import { operationsOf } from './operationsOf.ts';

export function describeReplay(getFaulty: () => FaultyEngine, createCustomer: () => Promise<string>): void {
  describe('replay', () => {
    test('replays events by id, rule and time, with all their retries again', async () => {
      const { engine } = getFaulty();
      const operations = operationsOf(engine);
      const customerId = await createCustomer();
      const [one, two] = [faultyEvent(), faultyEvent()];
      const [first, , third] = await engine.store(customerId, [one, event(), two, event({ event_type: ' ' })], {
        process: true,
      });
      for (const delayMs of [10_001, 60_001, 600_001]) {
        await getFaulty().advance(delayMs);
        await engine.process(customerId);
      }
      await getFaulty().advance(86_400_000);
      expect((await engine.process(customerId)).total_processed).toBe(0);

      const replays: [which: ReplayFilter | undefined, due: number][] = [
        [{ eventIds: [two.eventId, 'evt_nobody'] }, 1],
        [{ eventIds: [] }, 0],
        [{ rule: 'event_type_blank' }, 0],
        [{ from: third?.receivedAt ?? '' }, 1],
        [{ to: third?.receivedAt ?? '' }, 1],
        [{ to: first?.receivedAt ?? '' }, 0],
        [{ rule: 'processing_failed', eventIds: [one.eventId], from: third?.receivedAt ?? '' }, 0],
        [{ rule: 'processing_failed' }, 2],
        [undefined, 2],
      ];
      for (const [which, due] of replays) {
        expect(await operations.replay(customerId, which)).toBe(due);
        expect((await engine.customersWithWork()).includes(customerId)).toBe(due > 0);
        expect(await engine.process(customerId)).toMatchObject({ total_processed: due, total_error_count: due });
        await expectSetAside(engine, customerId, one.eventId);
      }
      await getFaulty().advance(60_001);
      expect((await engine.process(customerId)).total_error_count).toBe(2);
      await expect(operations.replay(`${customerId}-unknown`)).rejects.toThrow(Error);
    });

    test('tries many replayed events in one run', async () => {
      const { engine } = getFaulty();
      const operations = operationsOf(engine);
      const customerId = await createCustomer();
      await engine.store(customerId, Array.from({ length: 50 }, faultyEvent), { process: true });
      expect(await operations.replay(customerId)).toBe(50);
      expect(await engine.process(customerId)).toMatchObject({ total_processed: 50, total_error_count: 50 });
    });
  });
}
