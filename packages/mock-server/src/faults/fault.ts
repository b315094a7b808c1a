import type { JsonObject } from '@onevault/contract';

/**
 * A fault, and when it happens. Wire-cased, so that it reads the same in a test and in `POST /mock/faults`. Without
 * `first`, `nth` or `probability` it happens every time until it is removed.
 *
 * @example { "fault": "status", "status": 503, "retry_after": 1, "first": 3 }
 * @example { "fault": "drop_after", "nth": [2, 5] }
 */
export type Fault = FaultKind & FaultFilter & FaultTiming;

export type FaultName = FaultKind['fault'];

type FaultKind =
  /** Answers this instead of handling the request. `retry_after`: seconds, or an HTTP date. */
  | { fault: 'status'; status: number; retry_after?: number | string }
  /** Receives the request and cuts the connection; nothing is stored. */
  | { fault: 'drop_before' }
  /** Stores the events and cuts the connection instead of answering. */
  | { fault: 'drop_after' }
  /** Stores the first half of a batch; the answer omits the rest. A single event is stored whole. */
  | { fault: 'accept_half' }
  /** Waits before it handles the request. */
  | { fault: 'latency'; delay_ms: number }
  /** Receives the request and never answers; nothing is stored. */
  | { fault: 'stall' }
  /** Answers a preflight without CORS headers, so that a browser does not send the request. */
  | { fault: 'refuse_preflight' }
  /** Cuts every connection at once, preflights too, until the fault is removed. */
  | { fault: 'offline' }
  /**
   * The pipeline crashes after an event is staged and before it is in business: the event stays in staging, later
   * events in raw, the client gets a 503, and the worker continues from there. Counts events, not requests.
   */
  | { fault: 'crash' }
  /**
   * Processing fails: the event is stored and set aside, and retried 10 s, 1 min and 10 min later. Counts events, each
   * attempt separately.
   */
  | { fault: 'set_aside' };

interface FaultFilter {
  /** Default: both track routes; for `offline` and `refuse_preflight` every path. Never `/mock/…`. */
  path?: string;
  /** Default: POST; for `refuse_preflight` OPTIONS, for `offline` every method. */
  method?: string;
  /** Only this customer's requests. A preflight names no customer. */
  customer_id?: string;
  /** Only requests with an event of this type. */
  event_type?: string;
  /** Only requests with an event for which this returns true. Only in the server's own process, not over HTTP. */
  when?: (event: SentEvent) => boolean;
}

/** An event as the client sent it, unchecked. */
export interface SentEvent {
  event_id?: unknown;
  event_type?: unknown;
  page_url?: unknown;
  event_data?: JsonObject;
}

/** At most one of the three. Each fault counts its own matches, from 1. */
interface FaultTiming {
  /** The first N matches. */
  first?: number;
  /** The match with this number, or with one of these. */
  nth?: number | number[];
  /** 0 to 1, from a generator with `seed`: the same requests in every run. */
  probability?: number;
  /** Default 1. */
  seed?: number;
}

/** An active fault. */
export type ActiveFault = Fault & {
  id: string;
  /** Matching requests so far; for `crash` and `set_aside`, events. */
  seen: number;
  /** How many of them the fault hit. */
  hit: number;
};
