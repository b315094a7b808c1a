import { type Engine, EngineUnavailable, type RawEvent } from '@onevault/server/internal/engine/port';
import type { Unavailable } from './checkFault.ts';
import type { FaultRegistry } from './createFaults.ts';

/** What is set aside in a database is what its own constraints refuse. */
export const UNAVAILABLE_IN_SQL: Unavailable = {
  set_aside: 'only the memory engine that the mock makes can set aside what is valid',
};

/**
 * The fault `crash` around a database. There an event goes through all layers in one transaction, and one that dies
 * on the way leaves nothing: so what a crash does to a database is that the call fails and nothing of it is done.
 * Without such a fault nothing is looked at. It meets events that this server stored since the fault is there.
 */
export function crashTransactions(
  engine: Engine,
  { list, decideLoad }: Pick<FaultRegistry, 'list' | 'decideLoad'>,
): Engine {
  const waiting = new Map<string, Map<string, RawEvent>>();
  const isArmed = () => list().some(({ fault }) => fault === 'crash');

  const meet = (customerId: string, events: readonly RawEvent[]): void => {
    for (const { eventId, payload } of events) {
      if (decideLoad({ ...payload, event_id: eventId }, customerId) === 'crash') {
        throw new EngineUnavailable('a fault crashed the pipeline');
      }
    }
  };
  const only = async (customerId: string, events: Iterable<RawEvent>, stage: 'raw' | undefined) => {
    const found: RawEvent[] = [];
    for (const event of events) {
      if ((await engine.findEvent(customerId, event.eventId))?.stage === stage) found.push(event);
    }
    return found;
  };

  return {
    ...engine,

    async store(customerId, events, options) {
      if (!isArmed()) return engine.store(customerId, events, options);
      // A repeat goes nowhere, so it meets nothing.
      const fresh = await only(customerId, events, undefined);
      if (options.process) meet(customerId, fresh);
      const stored = await engine.store(customerId, events, options);
      if (!options.process) {
        const line = waiting.get(customerId) ?? new Map<string, RawEvent>();
        for (const event of fresh) line.set(event.eventId, event);
        waiting.set(customerId, line);
      }
      return stored;
    },

    async process(customerId, options) {
      if (isArmed()) {
        const left = await only(customerId, waiting.get(customerId)?.values() ?? [], 'raw');
        waiting.set(customerId, new Map(left.map((event) => [event.eventId, event])));
        meet(customerId, left);
      } else {
        waiting.delete(customerId);
      }
      return engine.process(customerId, options);
    },
  };
}
