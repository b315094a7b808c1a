/** The types that pass between the stages: capture → enrich → queue → transport. */
import type { TrackReply } from '@onevault/contract';

/** An event on the wire. `sent_at` is added when it is sent. */
export interface WireEvent {
  event_id: string;
  event_type: string;
  page_url: string;
  event_data: EventData;
}

/** Properties of an event: anything that JSON can hold. */
export type EventData = Record<string, unknown>;

/**
 * The same as an argument. `any`, and not `unknown`, so that an `interface` without an index signature is accepted:
 * TypeScript gives one to type aliases only.
 */
// biome-ignore lint/suspicious/noExplicitAny: see above.
export type EventProperties = Record<string, any>;

/** The argument of `trackEvent`. */
export interface EventInput {
  /** Default `page_view`. */
  event_type?: string;
  /** Default: the page's address. */
  page_url?: string;
  /** Default `{}`. */
  event_data?: EventProperties;
  /** `evt_` and 1 to 64 of `[A-Za-z0-9_-]`; an event with a known id is stored once. Default: a new one. */
  event_id?: string;
}

/** Capture's result: type, address and data. */
export interface Draft {
  _type: string;
  _url: string;
  _data: EventData;
  _id?: string | undefined;
}

/** Enrich's result: the event with identity and order, serialised, so that later changes have no effect. */
export interface TrackedEvent {
  _id: string;
  _type: string;
  /** For answers to the caller. */
  _data: EventData;
  /** The wire form without `sent_at`. */
  _json: string;
}

/**
 * Why an event will not be sent (again): `rejected` by the server, `too_large` for it, `expired` after a week,
 * `overflow` of the queue, `unserializable` (a cycle, a bigint, a getter that throws), `shutdown` before it was tracked,
 * `invalid`: no event (its type is missing, or another script has changed the stored one), `consent` denied, `filtered` by `beforeSend`, `sampled` out, `rate_limited`.
 */
export type DropReason =
  | 'rejected'
  | 'too_large'
  | 'expired'
  | 'overflow'
  | 'unserializable'
  | 'shutdown'
  | 'invalid'
  | 'consent'
  | 'filtered'
  | 'sampled'
  | 'rate_limited';

/** The answer to a call that did not succeed (yet). */
export interface TrackFailure {
  success: false;
  /** Such as `HTTP 401: Unauthorized` or the browser's network error. */
  error: string;
  /** The data that was to be sent. */
  event_data: EventData;
  event_id?: string;
  /** The event is kept and will be sent. */
  queued?: true;
  /** The event is dropped, with the reason. */
  dropped?: DropReason;
}

/** The answer of every tracking method. */
export type TrackResult = TrackReply | TrackFailure;

/**
 * What the queue does after a request that did not succeed:
 * `wait` before the next attempt;
 * `suspect`: the same, but other events first and in smaller batches, because the server may fail on one of these;
 * `smaller`: make the next batch smaller, at once, because this one or one of its events was too large or at fault;
 * `single`: send no more batches to this server;
 * `halt`: send nothing more from this page.
 */
export type Next = 'wait' | 'suspect' | 'smaller' | 'single' | 'halt';

/** Transport's result. */
export interface Outcome {
  /** Undefined: the queue continues. */
  _next: Next | undefined;
  /** Each event's final answer at its index; undefined: it stays queued. */
  _answers?: (TrackResult | undefined)[] | undefined;
  /** The error as text. */
  _error: string;
  /** The time of Retry-After; NaN without one. */
  _retryAfterMs?: number;
}

/** Answers the caller of a tracking method. Only the first answer counts. */
export type Answer = (result: TrackResult) => void;

/** The identity of events. */
export interface Identity {
  visitor_id: string;
  session_id: string;
  user_id?: string;
  group_id?: string;
}

/** An answer without success; `more` says whether the event is kept. */
export function toFailure(
  { _id, _data }: Pick<TrackedEvent, '_id' | '_data'>,
  error: string,
  more?: Pick<TrackFailure, 'queued' | 'dropped'>,
): TrackFailure {
  return { success: false, error, ...(_id && { event_id: _id }), event_data: _data, ...more };
}
