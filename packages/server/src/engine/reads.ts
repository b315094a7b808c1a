import type { EventReply, EventRow, JsonObject, LedgerTab, ProcessingStatus, Reason } from '@onevault/contract';

/** Reads what was stored. Every call but `totals` is for one tenant. */
export interface Reads {
  counts(customerId: string): Promise<PipelineCounts>;
  /** Newest first. */
  recentEvents(customerId: string, limit: number): Promise<EventRow[]>;
  /**
   * Events that match, newest first. A call looks at a bounded number of rows, so that it costs the same however many
   * events there are: it may find fewer than the limit, or none, and still say where to go on.
   */
  findEvents(customerId: string, query: EventQuery): Promise<EventPage>;
  /** Page loads (`tab_id`) with events in a session, or one of them; at most 1,000, the latest arrival first. */
  ledger(customerId: string, of: { sessionId: string } | { tabId: string }): Promise<LedgerTab[]>;
  /** How many events were so late: one number a bound of `LATENESS_UP_TO_S`, and one for what was later. */
  lateness(customerId: string): Promise<number[]>;
  /** Loaded events by the hour in which they happened, `from` included and `to` not; hours without any are left out. */
  eventHours(customerId: string, range: { from: string; to: string; eventType?: string }): Promise<EventCount[]>;
  /** Full rows for tests and for a person who investigates: newest last. */
  stagedEvents(customerId: string, filter?: StagedFilter): Promise<StagedEvent[]>;
  /** Numbers over all tenants for `/health/detailed`. */
  totals(): Promise<PipelineTotals>;
}

/** The bounds of the lateness histogram, in seconds: 1 s, 10 s, 1 min, 10 min, 1 h, 1 day, 7 days. */
export const LATENESS_UP_TO_S = [1, 10, 60, 600, 3_600, 86_400, 604_800];

export interface EventCount {
  hour: string;
  events: number;
}

/** Of all time: what retention took still counts, what was erased does not. */
export interface PipelineCounts {
  total: number;
  rawPending: number;
  stagingPending: number;
  /** Staged and valid, whether or not loaded yet. */
  staged: number;
  loaded: number;
  rejected: number;
  latestEventAt: string | null;
  lastProcessedAt: string | null;
}

export interface PipelineTotals {
  rawPending: number;
  stagingPending: number;
  lastEventAt: string | null;
  /** Arrival of the event that has waited longest to be staged; null when none waits. */
  oldestRawAt: string | null;
  /** Arrival of the staged event that has waited longest for the business layer; null when none waits. */
  oldestStagingAt: string | null;
  lastProcessedAt: string | null;
}

/** What is named must match; `docs/reading.md` says what each means. */
export interface EventQuery {
  limit: number;
  eventType?: string;
  status?: ProcessingStatus;
  /** Arrived at this time or later: ISO 8601 UTC with microseconds. */
  from?: string;
  /** Arrived before this time. */
  to?: string;
  /** Host and path, as the page's business key. */
  page?: string;
  sessionId?: string;
  visitorId?: string;
  /** Only events before this place: `next` of the page before. */
  before?: EventPlace;
}

export interface EventPage {
  events: EventRow[];
  /** Where to go on; null when there are no more. */
  next: EventPlace | null;
}

/** A place in the order of arrival. */
export interface EventPlace {
  receivedAt: string;
  eventId: string;
}

export interface StagedFilter {
  eventType?: string;
  sessionId?: string;
  /** Default 1,000. */
  limit?: number;
}

/** One event with everything the pipeline found out, wire-cased: `docs/pipeline.md` says how each field comes about. */
export interface StagedEvent {
  event_id: string;
  event_type: string;
  event_category: string;
  event_action: string;
  stage: EventReply['event']['stage'];
  page_url: string;
  page_host: string | null;
  page_path: string | null;
  page_title: string | null;
  referrer_url: string | null;
  referrer_kind: string;
  session_id: string | null;
  visitor_id: string | null;
  user_id: string | null;
  element_id: string | null;
  element_class: string | null;
  element_text: string | null;
  scroll_depth: number | null;
  time_on_page: number | null;
  device_type: string | null;
  browser_name: string | null;
  browser_version: string | null;
  operating_system: string | null;
  is_bot: boolean;
  screen_resolution: string | null;
  viewport_size: string | null;
  timezone: string | null;
  language: string | null;
  utm_source: string | null;
  utm_medium: string | null;
  utm_campaign: string | null;
  utm_term: string | null;
  utm_content: string | null;
  /** Advertising click ids that were found: `{ gclid: "…" }`. */
  click_ids: Record<string, string>;
  item_ids: string[];
  event_timestamp: string;
  validation_status: 'VALID' | 'SUSPICIOUS' | 'INVALID';
  quality_score: number;
  validation_errors: Reason[];
  /** As it arrived. */
  event_data: JsonObject;
}
