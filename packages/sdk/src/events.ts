/** The types that travel between the stages: capture → enrich → queue → transport. */
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

/** What `trackEvent` takes. */
export interface EventInput {
  /** Default `page_view`. */
  event_type?: string;
  /** Default: the page's address. */
  page_url?: string;
  /** Default `{}`. */
  event_data?: EventData;
  /** `evt_` and 1 to 64 of `[A-Za-z0-9_-]`; an event with a known id is stored once. Default: a new one. */
  event_id?: string;
}

/** Capture's result: what happened. */
export interface Draft {
  _type: string;
  _url: string;
  _data: EventData;
  _id?: string | undefined;
}

/** Enrich's result: what happened, who saw it and in which order; serialised, so that later changes do not reach it. */
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
 * `consent` denied, `filtered` by `beforeSend`, `sampled` out, `rate_limited`.
 */
export type DropReason =
  | 'rejected'
  | 'too_large'
  | 'expired'
  | 'overflow'
  | 'unserializable'
  | 'shutdown'
  | 'consent'
  | 'filtered'
  | 'sampled'
  | 'rate_limited';

/** Answer to a call that did not (yet) succeed. */
export interface TrackFailure {
  success: false;
  /** Such as `HTTP 401: Unauthorized` or the browser's network error. */
  error: string;
  /** What was to be sent. */
  event_data: EventData;
  event_id?: string;
  /** The event is kept and will be sent. */
  queued?: true;
  /** The event is gone, and why. */
  dropped?: DropReason;
}

/** Answer of every tracking method. */
export type TrackResult = TrackReply | TrackFailure;

/**
 * What the queue does after a request that did not succeed:
 * `wait` before the next attempt;
 * `suspect`: the same, and others first in smaller batches, because one of these events may be what the server fails on;
 * `smaller`: make the next batch smaller, at once, because this one or one of its events was too large or at fault;
 * `single`: send no more batches to this server;
 * `halt`: send nothing more from this page.
 */
export type Next = 'wait' | 'suspect' | 'smaller' | 'single' | 'halt';

/** Transport's result. */
export interface Outcome {
  /** Undefined: it goes on. */
  _next: Next | undefined;
  /** An event's final answer at its place; none: it stays queued. */
  _answers?: (TrackResult | undefined)[] | undefined;
  /** What went wrong, in words. */
  _error: string;
  /** How long the server asks not to be called; NaN when it has not said. */
  _retryAfterMs?: number;
}

/** Tells the caller of a tracking method what became of the event. Only the first answer counts. */
export type Answer = (result: TrackResult) => void;

/** Who events are about. */
export interface Identity {
  visitor_id: string;
  session_id: string;
  user_id?: string;
  group_id?: string;
}

/** An answer that is not a success; `more` says whether the event is kept. */
export function toFailure(
  { _id, _data }: Pick<TrackedEvent, '_id' | '_data'>,
  error: string,
  more?: Pick<TrackFailure, 'queued' | 'dropped'>,
): TrackFailure {
  return { success: false, error, event_id: _id, event_data: _data, ...more };
}
