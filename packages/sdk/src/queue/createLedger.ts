import { guard } from '../browser/guard.ts';
import type { Debug } from '../debug.ts';
import type { DropReason } from '../events.ts';

/** The books of this page's deliveries: `tracked = delivered + queued + dropped` at any moment. */
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

/** What `tracker.on(name, listener)` can hear. */
export type DeliveryEventName = 'queued' | 'delivered' | 'retry' | 'dropped';

/** What a listener is told. */
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
  _drop(id: string, reason: DropReason, error: string): void;
  _emit(name: DeliveryEventName, id: string, error?: string, reason?: DropReason): void;
  _on(name: DeliveryEventName, listener: Listener): () => void;
}

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
  return {
    _counts: counts,
    _emit: emit,
    _drop(id, reason, error) {
      counts.dropped++;
      counts.droppedByReason[reason] = (counts.droppedByReason[reason] || 0) + 1;
      emit('dropped', id, error, reason);
    },
    _on(name, listener) {
      // A listener's mistake is not the queue's.
      const hear = guard((heard: DeliveryEventName, event: DeliveryEvent) => heard === name && listener(event));
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
}
