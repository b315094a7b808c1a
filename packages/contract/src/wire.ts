/**
 * The wire: requests to the OneVault tracking API and its answers. Types only, so that they add nothing to a bundle.
 * Wire names are snake_case.
 */

import type { ErrorCode } from './errorCode.ts';
import type { JsonObject } from './json.ts';
import type { EventContent } from './page.ts';

export type { JsonObject, JsonValue } from './json.ts';

/**
 * Body of `POST /api/v1/track` and `/api/v1/track/async`: one event. `{}` is a valid page view;
 * unknown fields are ignored. The body may also be an array of 1 to 500 of these (a batch).
 *
 * @example { "event_type": "signup", "page_url": "https://shop.example/", "event_data": { "plan": "pro" } }
 */
export interface TrackBody {
  /** `evt_` and 1 to 64 of `[A-Za-z0-9_-]`. Unique per customer: a repeat changes nothing. Default: a new id. */
  event_id?: string;
  /** 1 to 200 characters, kept verbatim. Default `page_view`. */
  event_type?: string;
  /** Any string, up to 100,000 characters. Default empty. */
  page_url?: string;
  /** The event's own properties and its context. Default `{}`. */
  event_data?: JsonObject;
}

/** Context that the SDK puts inside `event_data`. All of it is optional for other clients. */
export interface EventContext {
  session_id?: string;
  visitor_id?: string;
  page_view_id?: string;
  /** When it happened, by the client's clock: ISO 8601 UTC. */
  timestamp?: string;
  /** When it was sent, by the same clock: lets the server correct the clock's error. */
  sent_at?: string;
  /** New per page load. */
  tab_id?: string;
  /** Counts up per `tab_id` from 0 without gaps. */
  seq?: number;
  /** Where the event comes from: a key that is marked for another environment refuses it. */
  environment?: string;
  /** True in a browser that a program drives: a key marked `production` refuses it. */
  automated?: boolean;
  /** On page views: the version of the SDK that sent them. */
  tracker_version?: string;
}

/** `automatic`: processed before the answer. `background`: durable now, processed within a second. */
export type Processing = 'automatic' | 'background';

/** `complete`: in the business layer. `pending`: waits. `set_aside`: processing failed. `rejected`: invalid. */
export type ProcessingStatus = 'complete' | 'pending' | 'set_aside' | 'rejected';

/** Why an event is not in the business layer. */
export interface Reason {
  /** Stable name of the broken rule, such as `event_type_blank` or `processing_failed`. */
  rule: string;
  /** JSON Pointer (RFC 6901) into the event, `""` for the whole event. */
  pointer: string;
  message: string;
}

/** The 200 answer to one event. */
export interface TrackReply {
  success: true;
  message: string;
  event_id: string;
  timestamp: string;
  processing: Processing;
  processing_status: ProcessingStatus;
  /** Present and true if this `event_id` was stored before: nothing changed. */
  duplicate?: true;
  /** Present and true if the event is stored but could not be processed; `reason` says why. */
  set_aside?: true;
  /** Present with `processing_status` `set_aside` and `rejected`. */
  reason?: Reason;
  /** What the pipeline leaves out of a stored event, such as items over the limit. Present if there is any. */
  warnings?: Reason[];
}

/** What the pipeline leaves out of a stored event of a batch. */
export interface BatchWarning extends Reason {
  /** The event's index in the sent array, from 0. */
  index: number;
  event_id: string;
}

/** A refused event: of a batch, or a single one that its key's environment refuses. It would be refused again. */
export interface RejectedEvent {
  /** Its index in the sent array, from 0. */
  index: number;
  event_id: string | null;
  error_code: ErrorCode;
  message: string;
}

/** The answer to a batch: 200 if any event is stored or a duplicate, else 422 with the fields of `ErrorReply` too. */
export interface BatchReply {
  success: boolean;
  message: string;
  /** The ids of all stored events, including duplicates, in the order sent. */
  event_ids: string[];
  /** The ids that were stored before. */
  duplicates: string[];
  rejected: RejectedEvent[];
  timestamp: string;
  processing: Processing;
  /**
   * Stored events that did not reach the business layer: `set_aside` if processing failed (it will be retried),
   * `rejected` if the event is invalid. Present if there are any.
   */
  set_aside?: { event_id: string; status: 'set_aside' | 'rejected'; reason: Reason }[];
  /** Present if there are any. */
  warnings?: BatchWarning[];
}

/** One problem in a body or query, in FastAPI's form. */
export interface ErrorDetail {
  /** The place: `["body", "event_data", "price"]` or `["query", "limit"]`; array indexes are numbers. */
  loc: (string | number)[];
  msg: string;
  type: string;
}

/** The body of every 4xx and 5xx answer. */
export interface ErrorReply {
  success: false;
  detail: string | ErrorDetail[];
  error_code: ErrorCode;
  message: string;
}

/** One event in the dashboard and the status. */
export interface EventRow {
  event_id: string;
  raw_event_type: string;
  /** When it arrived. */
  raw_load_date: string;
  /** When it happened: the client's clock, corrected (docs/pipeline.md). Null until it is staged. */
  event_timestamp: string | null;
  staging_status: 'PROCESSED' | 'PENDING' | 'REJECTED';
  business_status: '✅ Complete Pipeline' | '⏳ Pending' | '❌ Set aside';
  page_url: string;
  session_id: string | null;
  visitor_id: string | null;
  validation_status: 'VALID' | 'SUSPICIOUS' | 'INVALID' | null;
  /** 0 to 1. */
  quality_score: number | null;
  /** The failed checks of a staged event, in the order of docs/pipeline.md: why it is not VALID, or not 1. */
  validation_errors: Reason[] | null;
}

/** GET `/api/v1/track/status`. */
export interface StatusReply {
  status: 'success';
  pipeline_status: {
    /** Not yet staged. */
    raw_pending: number;
    /** Staged, not yet in the business layer. */
    staging_pending: number;
    /** The sum of both. */
    business_pending: number;
    /** Set aside or invalid. */
    rejected: number;
    last_processed: string | null;
  };
  /** At most 10, newest first. */
  recent_events: EventRow[];
  timestamp: string;
}

/** GET `/api/v1/track/dashboard`. */
export interface DashboardReply {
  status: 'success';
  summary: {
    total_events: number;
    processed_to_staging: number;
    processed_to_business: number;
    /** 0 to 1; 1 when there are no events. */
    completion_rate: number;
    latest_event: string | null;
  };
  /** At most `limit`, newest first. With filters, only matching events. */
  events: EventRow[];
  /**
   * The `cursor` of the next page. Present if a filter or a cursor was given (null after the last page), or if there
   * are more events than the limit. A page may hold fewer events than the limit, or none, and still have a next page.
   */
  next_cursor?: string | null;
  /** With `series=hour`: loaded events by the hour in which they happened, without empty hours. */
  series?: { hour: string; events: number }[];
  timestamp: string;
}

/** The result of one run of the pipeline. */
export interface ProcessingResults {
  total_processed: number;
  raw_to_staging_count: number;
  staging_to_business_count: number;
  total_success_count: number;
  total_error_count: number;
  processing_summary: string;
}

/** POST `/api/v1/track/process`. */
export interface ProcessReply {
  status: 'success';
  message: string;
  result: { triggered_at: string; results: ProcessingResults };
  timestamp: string;
}

/** How far an event came. */
export type Stage = 'raw' | 'staging' | 'business' | 'set_aside' | 'rejected';

/** GET `/api/v1/track/events/{event_id}`: how far an event came, and the reason where it stopped. */
export interface EventReply {
  status: 'success';
  event: {
    event_id: string;
    event_type: string;
    page_url: string;
    stage: Stage;
    layers: {
      raw: { at: string };
      staging: {
        at: string;
        validation_status: 'VALID' | 'SUSPICIOUS' | 'INVALID';
        quality_score: number;
        /** The failed checks, in the order of docs/pipeline.md. */
        validation_errors: Reason[];
      } | null;
      business: { at: string } | null;
    };
    reason: Reason | null;
    /** With `include=content`. */
    content?: EventContent & {
      /** Only from a server with a tracking plan: how the event breaks it. Empty: it fits. */
      plan_violations?: Reason[];
    };
  };
}

/**
 * The `data` of one message of GET `/api/v1/track/stream`: an event whose stage has changed, as the dashboard lists it. An
 * event that passes several stages at once is one message, with the last stage and the times of all.
 */
export interface StreamEvent extends EventRow {
  stage: Stage;
  reason: Reason | null;
  /** When it reached each layer; null: not yet. */
  layers: { raw: { at: string }; staging: { at: string } | null; business: { at: string } | null };
}

/** GET `/api/v1/track/settled`: the barrier. */
export interface SettledReply {
  settled: boolean;
  /** Events accepted before the call that are still pending. */
  pending: number;
  /** Events of the customer that are set aside: their processing failed, and they are not in the business layer. */
  set_aside: number;
  /** Events of the customer that were stored and found invalid: they will never be in the business layer. */
  rejected: number;
  waited_ms: number;
}

/** GET `/api/v1/customer/config`. */
export interface CustomerConfigReply {
  customer_id: string;
  customer_name: string;
  configuration: {
    tracking_enabled: boolean;
    data_retention_days: number;
    features: { site_tracking: boolean; analytics: boolean; reporting: boolean };
    endpoints: { tracking: string; analytics: string; reports: string };
  };
  timestamp: string;
}

/** One page load, by its events in the business layer. */
export interface LedgerTab {
  tab_id: string;
  /** Business keys of the sessions that its events name, in order of appearance. */
  sessions: string[];
  events: number;
  first_seq: number;
  last_seq: number;
  /** How many events are missing: `seq` counts from 0 without gaps. */
  gaps: number;
  first_received_at: string;
  last_received_at: string;
  /** Arrival minus `sent_at` of the latest event with `sent_at`: the clock's error plus the network delay. */
  skew_ms: number | null;
}

/** GET `/api/v1/track/ledger`. */
export interface LedgerReply {
  status: 'success';
  /** At most 1,000, the latest arrival first. */
  tabs: LedgerTab[];
  timestamp: string;
}

/** GET `/api/v1/track/lateness`. */
export interface LatenessReply {
  status: 'success';
  /** Events by lateness (arrival minus happening): below this bound and not below the previous one. */
  lateness: { up_to_s: number | null; events: number }[];
  timestamp: string;
}

/** One recorded action on a customer. */
export interface AuditEntry {
  id: string;
  at: string;
  /** `key:1a2b3c4d` (as `keys list` shows it), `cli:ann`, `sql:postgres`, `server`. */
  by: string;
  action:
    | 'key_created'
    | 'key_changed'
    | 'key_rotated'
    | 'key_revoked'
    | 'retention_changed'
    | 'visitor_erased'
    | 'events_replayed'
    | 'events_processed'
    | 'alert_rule_created'
    | 'alert_rule_changed'
    | 'alert_rule_deleted'
    | 'alert_acknowledged'
    | 'alert_destination_created'
    | 'alert_destination_deleted'
    | 'alert_destination_disabled'
    | 'segment_created'
    | 'segment_changed'
    | 'segment_deleted'
    | 'goal_created'
    | 'goal_changed'
    | 'goal_deleted'
    | 'funnel_created'
    | 'funnel_changed'
    | 'funnel_deleted'
    | 'internal_rule_created'
    | 'internal_rule_deleted'
    | 'annotation_created'
    | 'annotation_changed'
    | 'annotation_deleted'
    | 'private_properties_changed';
  /** Numbers and names, never content of events. A visitor is recorded as a hash. */
  details: JsonObject;
}

/** GET `/api/v1/track/audit`. */
export interface AuditReply {
  status: 'success';
  /** Newest first. */
  entries: AuditEntry[];
  /** The `cursor` of the next page; null after the last. */
  next_cursor: string | null;
  timestamp: string;
}

/** Body of `POST /api/v1/track/replay`. A set-aside event must match every field given; `{}` means all. */
export interface ReplayBody {
  /** 1 to 500. */
  event_ids?: string[];
  /** The `rule` of the events' reason. */
  rule?: string;
  /** Arrived at this time or later: ISO 8601. */
  from?: string;
  /** Arrived before this time. */
  to?: string;
}

/** POST `/api/v1/track/replay`. */
export interface ReplayReply {
  status: 'success';
  message: string;
  /** How many events will be retried now, in the background. */
  replayed: number;
  timestamp: string;
}
