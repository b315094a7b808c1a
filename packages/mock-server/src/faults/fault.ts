import type { JsonObject } from '@onevault/contract';

/**
 * One thing that goes wrong, and when. Wire-cased, so that it reads the same in a test and in
 * `POST /mock/faults`. Without `first`, `nth` or `probability` it happens every time until it is removed.
 *
 * @example { "fault": "status", "status": 503, "retry_after": 1, "first": 3 }
 * @example { "fault": "drop_after", "nth": [2, 5] }
 */
export type Fault = FaultKind & FaultFilter & FaultTiming;

export type FaultName = FaultKind['fault'];

type FaultKind =
  /** Answers this instead of handling the request. `retry_after`: seconds, or a date as HTTP writes it. */
  | { fault: 'status'; status: number; retry_after?: number | string }
  /** Takes the request and cuts the connection; nothing is stored. */
  | { fault: 'drop_before' }
  /** Stores the events and cuts the connection instead of answering. */
  | { fault: 'drop_after' }
  /** Stores the first half of a batch; the answer says nothing of the rest. A single event is left whole. */
  | { fault: 'accept_half' }
  /** Waits before it handles the request. */
  | { fault: 'latency'; delay_ms: number }
  /** Takes the request and never answers; nothing is stored. */
  | { fault: 'stall' }
  /** Answers a preflight without CORS headers, so that a browser does not send the request. */
  | { fault: 'refuse_preflight' }
  /** Cuts every connection at once, preflights too, until the fault is removed. */
  | { fault: 'offline' }
  /**
   * The pipeline dies when an event is staged and not yet in business: the event stays in staging, what came
   * after it in raw, the client is answered 503, and the worker goes on from there. Counts events, not requests.
   */
  | { fault: 'crash' }
  /**
   * Processing fails: the event is stored and set aside, and tried again 10 s, 1 min and 10 min later. Counts
   * events, each try by itself.
   */
  | { fault: 'set_aside' };

interface FaultFilter {
  /** Default: both track routes; for `offline` and `refuse_preflight` every path. Never `/mock/…`. */
  path?: string;
  /** Default: POST; for `refuse_preflight` OPTIONS, for `offline` every method. */
  method?: string;
  /** Only this customer's requests. A preflight names no customer. */
  customer_id?: string;
  /** Only requests that hold an event of this type. */
  event_type?: string;
  /** Only requests that hold an event for which this is true. Of a test in this process; it does not travel. */
  when?: (event: SentEvent) => boolean;
}

/** An event as a client sent it: nothing of it is checked yet. */
export interface SentEvent {
  event_id?: unknown;
  event_type?: unknown;
  page_url?: unknown;
  event_data?: JsonObject;
}

/** At most one of the three. What matches the filter is counted from 1, each fault by itself. */
interface FaultTiming {
  /** The first so many. */
  first?: number;
  /** This one, or these. */
  nth?: number | number[];
  /** 0 to 1, by a generator that starts from `seed`: the same requests every run. */
  probability?: number;
  /** Default 1. */
  seed?: number;
}

/** A fault as it stands. */
export type ActiveFault = Fault & {
  id: string;
  /** Requests that matched so far; of `crash` and `set_aside`, events. */
  seen: number;
  /** How many of them it went wrong for. */
  hit: number;
};
