import { type Engine, EngineUnavailable, type RawEvent } from '@onevault/server/internal/engine/port';
import type { Unavailable } from './checkFault.ts';
import type { FaultRegistry } from './createFaults.ts';

/** A database sets aside only events that its own constraints refuse. */
export const UNAVAILABLE_IN_SQL: Unavailable = {
  set_aside: 'only the built-in memory engine can set aside valid events',
};

/**
 * The fault `crash` for a database engine. There an event passes all layers in one transaction, so a crash leaves
 * nothing: the call fails and has no effect. The fault applies to events that this server stored since it was added;
 * without such a fault events are not inspected.
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
      // A repeated event is not processed, so it does not meet the fault.
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
