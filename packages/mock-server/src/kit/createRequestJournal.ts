import type { RawEvent, StoredEvent } from '@onevault/server/internal/engine/port';
import type { RefusedEvent } from '@onevault/server/internal/service/eventHooks';
import type { Arrival } from './countLedger.ts';

/** Far more than a test sends; bounds a mock server that runs for weeks (about 300 bytes an event). */
export const MAX_ARRIVALS = 100_000;
/** Fewer, since refused events are kept whole. */
export const MAX_REFUSALS = 10_000;

/** The newest arrivals and refusals of each customer, including events that are stored nowhere. */
export interface RequestJournal {
  noteStored(customerId: string, events: readonly RawEvent[], stored: readonly StoredEvent[]): void;
  noteRefused(refused: RefusedEvent): void;
  arrivalsOf(customerId: string): readonly Arrival[];
  refusedOf(customerId: string): readonly RefusedEvent[];
  forget(customerId: string): void;
}

export function createRequestJournal(): RequestJournal {
  const arrivals = new Map<string, Arrival[]>();
  const refusals = new Map<string, RefusedEvent[]>();
  let nameless = 0;

  return {
    noteStored(customerId, events, stored) {
      add(
        arrivals,
        customerId,
        MAX_ARRIVALS,
        ...events.map(({ eventId, payload }, i) => ({
          eventId,
          ...placeOf(payload.event_data),
          duplicate: stored[i]?.duplicate ?? false,
          refused: false,
        })),
      );
    },

    noteRefused(refused) {
      const { event_id: eventId, event_data: data } = (refused.event ?? {}) as Record<string, unknown>;
      nameless += 1;
      add(refusals, refused.customerId, MAX_REFUSALS, refused);
      add(arrivals, refused.customerId, MAX_ARRIVALS, {
        eventId: typeof eventId === 'string' ? eventId : `nameless-${nameless}`,
        ...placeOf(data),
        duplicate: false,
        refused: true,
      });
    },

    arrivalsOf: (customerId) => arrivals.get(customerId) ?? [],
    refusedOf: (customerId) => refusals.get(customerId) ?? [],

    forget(customerId) {
      arrivals.delete(customerId);
      refusals.delete(customerId);
    },
  };
}

function add<T>(lists: Map<string, T[]>, customerId: string, max: number, ...more: T[]): void {
  const list = lists.get(customerId);
  if (!list) lists.set(customerId, more);
  // Drops a tenth at once: removing the first element moves all others.
  else if (list.push(...more) > max) list.splice(0, max / 10);
}

function placeOf(data: unknown): Pick<Arrival, 'tabId' | 'seq'> {
  const { tab_id: tabId, seq } = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  return { tabId: typeof tabId === 'string' ? tabId : null, seq: Number.isInteger(seq) ? Number(seq) : null };
}
