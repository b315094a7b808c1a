import { guard } from '../browser/guard.ts';
import type { Debug } from '../debug.ts';
import { type Draft, type DropReason, type TrackFailure, toFailure } from '../events.ts';

/** The ledger of this page's deliveries: `tracked = delivered + queued + dropped` at any moment. */
export interface DeliveryStats {
  /** Events this page answers for: tracked here, or taken over from a page that is gone. */
  tracked: number;
  /** Confirmed by the server. */
  delivered: number;
  /** Kept, waiting or on their way. */
  queued: number;
  /** Given up, all reasons together. */
  dropped: number;
  droppedByReason: Partial<Record<DropReason, number>>;
  /** Attempts that failed and will be repeated, counted per event. */
  retried: number;
  /** Of the delivered, those that the server had already. */
  duplicates: number;
}

/** What `tracker.on(name, listener)` can listen to. */
export type DeliveryEventName = 'queued' | 'delivered' | 'retry' | 'dropped';

/** What a listener is given. */
export interface DeliveryEvent {
  event_id: string;
  /** Of `retry` and `dropped`. */
  error: string | undefined;
  /** Of `dropped`. */
  reason: DropReason | undefined;
}

type Listener = (event: DeliveryEvent) => void;

export interface Ledger {
  /** All but `queued`, which the queue itself knows. */
  _counts: Omit<DeliveryStats, 'queued'>;
  /** With what is in the queue, and what is held before it until the visitor has decided. */
  _stats(queued: number, held: number): DeliveryStats;
  _drop(id: string, reason: DropReason, error: string): void;
  /** Counts an event that never came into the queue, and makes its answer. */
  _refuse(draft: Draft | undefined, reason: DropReason, error?: string): TrackFailure;
  _emit(name: DeliveryEventName, id: string, error?: string, reason?: DropReason): void;
  _on(name: DeliveryEventName, listener: Listener): () => void;
}

/** Counts what becomes of every event, and tells the page's listeners. */
export function createLedger(debug: Debug): Ledger {
  const listeners = new Set<(name: DeliveryEventName, event: DeliveryEvent) => unknown>();
  const counts: Ledger['_counts'] = {
    tracked: 0,
    delivered: 0,
    dropped: 0,
    droppedByReason: {},
    retried: 0,
    duplicates: 0,
  };
  const emit: Ledger['_emit'] = (name, event_id, error, reason) => {
    debug(name, event_id, error);
    for (const listener of listeners) listener(name, { event_id, error, reason });
  };
  const drop: Ledger['_drop'] = (id, reason, error) => {
    counts.dropped++;
    counts.droppedByReason[reason] = (counts.droppedByReason[reason] || 0) + 1;
    emit('dropped', id, error, reason);
  };
  return {
    _counts: counts,
    _stats: (queued, held) => ({
      ...counts,
      tracked: counts.tracked + held,
      queued: queued + held,
      droppedByReason: { ...counts.droppedByReason },
    }),
    _emit: emit,
    _drop: drop,
    _refuse(draft, reason, error = reason) {
      counts.tracked++;
      drop('', reason, error);
      return toFailure({ _id: '', _data: draft?._data || {} }, error, { dropped: reason });
    },
    _on(name, listener) {
      // A listener's mistake is not the queue's.
      const tell = guard((emitted: DeliveryEventName, event: DeliveryEvent) => emitted === name && listener(event));
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
  };
}
