/** The types that travel between the stages: capture → enrich → queue → transport. */
import type { TrackReply } from '@onevault/contract';

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

/** What the queue does after a request: nothing special, or some of these. Bits, because a script tag pays for words. */
export const GO = 0;
/** Wait before the next attempt. */
export const WAIT = 1;
/** Make the next batch smaller: this one was too large, or one of its events is at fault. */
export const SHRINK = 2;
/** These events last: one of them may be what the server stumbles over. */
export const ROTATE = 4;
/** No more batches for this server. */
export const SINGLE = 8;
/** Nothing more from this page. */
export const HALT = 16;

/** Transport's result. */
export interface Outcome {
  /** Of `WAIT` to `HALT`. */
  _next: number;
  /** An event's final answer at its place; none: it stays queued. */
  _answers?: (TrackResult | undefined)[] | undefined;
  /** What went wrong, in words. */
  _error: string;
  /** How long the server wants to be left alone; NaN when it has not said. */
  _retryAfterMs?: number;
}

/** An answer that is not a success; `more` says whether the event is kept. */
export function toFailure(
  { _id, _data }: Pick<TrackedEvent, '_id' | '_data'>,
  error: string,
  more?: Pick<TrackFailure, 'queued' | 'dropped'>,
): TrackFailure {
  return { success: false, error, event_id: _id, event_data: _data, ...more };
}
