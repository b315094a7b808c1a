import { createTable } from '../browser/createTable.ts';
import { guard } from '../browser/guard.ts';
import { ticksMs } from '../browser/ticksMs.ts';
import { toByteLength } from '../browser/toByteLength.ts';
import type { Debug } from '../debug.ts';
import { type Draft, type DropReason, type TrackedEvent, type TrackFailure, toFailure } from '../events.ts';

/** The ledger of this page's deliveries: `tracked = delivered + queued + dropped` at any moment. */
export interface DeliveryStats {
  /** Events of this page: tracked here, or taken over from a page that is gone. */
  tracked: number;
  /** Confirmed by the server. */
  delivered: number;
  /** Kept, waiting or being sent. */
  queued: number;
  /** Dropped, for any reason. */
  dropped: number;
  droppedByReason: Partial<Record<DropReason, number>>;
  /** Failed attempts that will be repeated, counted per event. */
  retried: number;
  /** Delivered events that the server had already. */
  duplicates: number;
}

/** The event names of `tracker.on(name, listener)`. */
export type DeliveryEventName = 'queued' | 'sent' | 'delivered' | 'retry' | 'dropped';

/** The argument of a listener. */
export interface DeliveryEvent {
  event_id: string;
  /** For `retry` and `dropped`. */
  error: string | undefined;
  /** For `dropped`. */
  reason: DropReason | undefined;
}

/**
 * What happened to an event, for the inspector: numbers are from 1 and without gaps, the time is of the page's monotonic
 * clock, and the event is as it is sent, without `sent_at`. Type or event are undefined where they are not known. A list,
 * because our property names differ between builds; parts may be added at its end.
 */
export type DeliveryRecord = [
  number: number,
  name: DeliveryEventName,
  atMs: number,
  event: DeliveryEvent,
  type: string | undefined,
  json: string | undefined,
];

/** An event, or what is known of one that never became one. */
type About = Partial<Draft & Pick<TrackedEvent, '_json'>>;

type Listener = (event: DeliveryEvent) => void;

/** About thirty events: what led to what somebody sees who opens the inspector then. */
const MAX_RECORDS = 99;

export interface Ledger {
  /** All counts except `queued`, which the queue itself knows. */
  _counts: Omit<DeliveryStats, 'queued'>;
  /** The newest ones, in a ring. */
  _records: DeliveryRecord[];
  /** Adds the events in the queue, and those held until the visitor decides. */
  _stats(queued: number, held: number): DeliveryStats;
  _drop(about: About, reason: DropReason, error: string): void;
  /** Counts an event that never entered the queue, and makes its answer. */
  _refuse(draft: Draft | undefined, reason: DropReason, error?: string): TrackFailure;
  _emit(name: DeliveryEventName, about: About, error?: string, reason?: DropReason): void;
  _on(name: DeliveryEventName, listener: Listener): () => void;
}

/** Counts the results of all events, and calls the page's listeners. */
export function createLedger(debug: Debug | undefined): Ledger {
  const listeners = createTable<(name: DeliveryEventName, event: DeliveryEvent) => unknown, true>();
  const counts: Ledger['_counts'] = {
    tracked: 0,
    delivered: 0,
    dropped: 0,
    droppedByReason: {},
    retried: 0,
    duplicates: 0,
  };
  const records: DeliveryRecord[] = [];
  let number = 0;
  const emit: Ledger['_emit'] = (name, about, error, reason) => {
    debug?.(name, describe(about), error || '');
    const event = { event_id: about._id || '', error, reason };
    records[number % MAX_RECORDS] = [++number, name, ticksMs(), event, about._type, about._json];
    for (const [listener] of listeners._rows()) listener(name, event);
  };
  const drop: Ledger['_drop'] = (about, reason, error) => {
    counts.dropped++;
    counts.droppedByReason[reason] = (counts.droppedByReason[reason] || 0) + 1;
    emit('dropped', about, error, reason);
  };
  return {
    _counts: counts,
    _records: records,
    _stats: (queued, held) => ({
      ...counts,
      tracked: counts.tracked + held,
      queued: queued + held,
      droppedByReason: { ...counts.droppedByReason },
    }),
    _emit: emit,
    _drop: drop,
    _refuse(draft, reason, error = reason === 'invalid' ? 'The event type is missing' : reason) {
      counts.tracked++;
      drop(draft || {}, reason, error);
      return toFailure({ _id: '', _data: draft?._data || {} }, error, { dropped: reason });
    },
    _on(name, listener) {
      // A listener's error must not affect the queue.
      const tell = guard((emitted: DeliveryEventName, event: DeliveryEvent) => emitted === name && listener(event));
      listeners._set(tell, true);
      return () => listeners._delete(tell);
    },
  };
}

/** Type, address and size. */
function describe({ _type, _url, _json }: About): string {
  const size = _json ? `${toByteLength(_json)} B` : '';
  return `${_type} ${_url ?? JSON.parse(_json as string).page_url} ${size}`;
}
