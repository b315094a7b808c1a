import { MAX_BODY_BYTES } from '@onevault/contract';
import type { RawEvent, StoredEvent } from '@onevault/server/internal/engine/port';
import type { RefusedEvent } from '@onevault/server/internal/service/eventHooks';
import type { Arrival } from './countLedger.ts';

/** Far more than a test sends; bounds a mock server that runs for weeks (about 300 bytes an event). */
export const MAX_ARRIVALS = 100_000;
/** Fewer, since refused events are kept whole, and no more than this together. */
export const MAX_REFUSALS = 10_000;
export const MAX_REFUSED_CHARS = 16_777_216;

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
  const refusals = new Map<string, Refusals>();
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
      addRefusal(refusals, refused);
      add(arrivals, refused.customerId, MAX_ARRIVALS, {
        eventId: typeof eventId === 'string' ? eventId : `nameless-${nameless}`,
        ...placeOf(data),
        duplicate: false,
        refused: true,
      });
    },

    arrivalsOf: (customerId) => arrivals.get(customerId) ?? [],
    refusedOf: (customerId) => refusals.get(customerId)?.list ?? [],

    forget(customerId) {
      arrivals.delete(customerId);
      refusals.delete(customerId);
    },
  };
}

interface Refusals {
  list: RefusedEvent[];
  sizes: number[];
  chars: number;
}

function addRefusal(refusals: Map<string, Refusals>, refused: RefusedEvent): void {
  const kept = refusals.get(refused.customerId) ?? { list: [], sizes: [], chars: 0 };
  refusals.set(refused.customerId, kept);
  const size = sizeOf(refused.event);
  kept.list.push(refused);
  kept.chars += size;
  kept.sizes.push(size);
  while (kept.list.length > MAX_REFUSALS || kept.chars > MAX_REFUSED_CHARS) {
    const gone = Math.ceil(kept.list.length / 10);
    kept.list.splice(0, gone);
    for (const chars of kept.sizes.splice(0, gone)) kept.chars -= chars;
  }
}

function sizeOf(event: unknown): number {
  try {
    return JSON.stringify(event)?.length ?? 0;
  } catch {
    // Nested too deeply to be written: at most as large as a body.
    return MAX_BODY_BYTES;
  }
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
