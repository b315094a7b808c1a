/** What the page of the server asks besides the rest of the API. Types only. */
import type { Environment } from './environment.ts';
import type { JsonObject } from './json.ts';

/** Of GET `/api/v1/track/events/{event_id}` with `include=content`. */
export interface EventContent {
  /** As it arrived. */
  event_data: JsonObject;
  user_agent: string | null;
  /** What staging read and added, by column of docs/pipeline.md; null before staging. */
  staged: JsonObject | null;
}

/** POST `/api/v1/track/erase`. */
export interface EraseReply {
  status: 'success';
  /** False with `dry_run`. */
  erased: boolean;
  /** How many events were deleted. */
  events?: number;
  /** How many rows of each table were deleted, or are about the person. */
  rows: Record<string, number>;
  /** The other ids that were erased, because alias events connect them. */
  connected?: string[];
  /** Rows that are about the person still: of events that arrived meanwhile. */
  left?: Record<string, number>;
  timestamp: string;
}

/** POST `/api/v1/customer/retention`. */
export interface SetRetentionReply {
  status: 'success';
  /** How many days rows are kept: with `dry_run`, still. */
  days: number;
  /** False with `dry_run`, and if it was the number already. */
  changed: boolean;
  /** What workers delete under the number of the body, within minutes and for good. No number is above `counted_up_to`. */
  deletes: {
    /** Raw and staging rows of so many events. */
    events: number;
    analytics_events: number;
    analytics_sessions: number;
    imported_counts: number;
  };
  counted_up_to: number;
  timestamp: string;
}

/** POST `/api/v1/customer/browser-keys`. */
export interface BrowserKeyReply {
  status: 'success';
  /** Shown only once. */
  token: string;
  key: { id: string; kind: 'write' };
  /** The sites that may use it; null: any. */
  origins: string[] | null;
  /** The only environment whose events it accepts; null: any. */
  environment: Environment | null;
  timestamp: string;
}

/** One cause of refused requests, and how often this server has met it in the last hour. */
export interface RefusalCount {
  error_code: string;
  status: number;
  /** Of the page, as its browser said; null: none. */
  origin: string | null;
  /** As the request said: nobody has checked it. Null: none. */
  customer_id: string | null;
  count: number;
  last_at: string;
}

/** GET `/api/v1/track/refusals`. */
export interface RefusalsReply {
  status: 'success';
  refused: RefusalCount[];
  /** Of no customer, or an unknown one: only on the machine of a mock server. */
  unassigned: RefusalCount[];
  timestamp: string;
}

/** Answers of `/api/v1/session`: who is signed in to the page. */
export type SessionReply =
  | {
      status: 'success';
      signed_in: true;
      customer_id: string;
      customer_name: string;
      /**
       * `id` grants no access. `kind` says what the key may do, such as `full`. `asks_properties`: it may filter by
       * properties; a share key may not while every property is private.
       */
      key: { id: string; kind: string; asks_properties: boolean };
      expires_at: string;
      timestamp: string;
    }
  | {
      status: 'success';
      signed_in: false;
      /** The customer whom a mock server signs in without a key on its own machine. */
      customer_here: string | null;
      timestamp: string;
    };
