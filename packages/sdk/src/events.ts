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
  _type: string;
  _data: EventData;
  /** The wire form without `sent_at`. */
  _json: string;
}

/** Answer to a call that did not (yet) succeed. */
export interface TrackFailure {
  success: false;
  /** Such as `HTTP 401: Unauthorized` or the browser's network error. */
  error: string;
  /** What was to be sent. */
  event_data: EventData;
  event_id?: string;
}

/** Answer of every tracking method. */
export type TrackResult = TrackReply | TrackFailure;
