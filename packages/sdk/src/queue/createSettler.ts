import { type DropReason, type TrackResult, toFailure } from '../events.ts';
import type { Backlog } from './createBacklog.ts';
import type { Entry } from './createEntry.ts';
import type { Ledger } from './createLedger.ts';
import type { Outbox } from './createOutbox.ts';

/** Answers callers, counts, and removes events with a final answer from the queue. */
export interface Settler {
  _finish(entry: Entry, result: TrackResult): void;
  _drop(entry: Entry, reason: DropReason): void;
  /** Tells that a request with the event begins. */
  _tellSent(entry: Entry): void;
  /** Answers that the event will be sent later. */
  _postpone(entry: Entry, why: string): void;
  /** Counts a failed attempt that will be repeated. False if the event is gone meanwhile. */
  _retry(entry: Entry, error: string): boolean;
}

export function createSettler(backlog: Backlog, outbox: Pick<Outbox, '_remove'>, ledger: Ledger): Settler {
  const counts = ledger._counts;
  const finish: Settler['_finish'] = (entry, result) => {
    if (!backlog._remove(entry)) return;
    outbox._remove(entry);
    if (result.success) {
      counts.delivered++;
      if (result.duplicate) counts.duplicates++;
      ledger._emit('delivered', entry);
    } else ledger._drop(entry, result.dropped as DropReason, result.error);
    entry._answer(result);
  };
  return {
    _finish: finish,
    _drop: (entry, dropped) => finish(entry, toFailure(entry, dropped, { dropped })),
    _tellSent: (entry) => ledger._emit('sent', entry),
    _postpone: (entry, why) => entry._answer(toFailure(entry, why, { queued: true })),
    _retry(entry, error) {
      const isThere = backlog._entries.includes(entry);
      if (isThere) {
        counts.retried++;
        ledger._emit('retry', entry, error);
      }
      return isThere;
    },
  };
}
