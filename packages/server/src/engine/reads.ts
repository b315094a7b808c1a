import type { EventReply, EventRow, JsonObject, LedgerTab, ProcessingStatus, Reason } from '@onevault/contract';
import type { StageChanges } from './stageChanges.ts';

/** Reads stored events. Every call except `totals` is for one customer. */
export interface Reads extends StageChanges {
  counts(customerId: string): Promise<PipelineCounts>;
  /** How many events are set aside now, and how many were rejected: the two parts of `rejected` of `counts`. */
  outcomes(customerId: string): Promise<{ setAside: number; rejected: number }>;
  /** Newest first. */
  recentEvents(customerId: string, limit: number): Promise<EventRow[]>;
  /**
   * Matching events, newest first. A call reads a bounded number of rows, so its cost does not grow with the number of
   * events: it may return fewer than the limit, or none, and still say where to continue.
   */
  findEvents(customerId: string, query: EventQuery): Promise<EventPage>;
  /** The page loads (`tab_id`) of a session, or one page load; at most 1,000, latest arrival first. */
  ledger(customerId: string, of: { sessionId: string } | { tabId: string }): Promise<LedgerTab[]>;
  /** A histogram of lateness: one count for each bound of `LATENESS_UP_TO_S`, and one for later events. */
  lateness(customerId: string): Promise<number[]>;
  /**
   * Loaded events by the hour in which they happened, from `from` (default: the last day) up to but not including `to`
   * (default: a minute after the engine's time, so that events that a wrong clock dated ahead are not found); omits
   * empty hours.
   */
  eventHours(customerId: string, range: { from?: string; to?: string; eventType?: string }): Promise<EventCount[]>;
  /** Full rows for tests and debugging, newest last. */
  stagedEvents(customerId: string, filter?: StagedFilter): Promise<StagedEvent[]>;
  /** What one event brought, and what staging made of it; null for an unknown event. */
  eventContent(customerId: string, eventId: string): Promise<EventContent | null>;
  /** Numbers over all customers for `/health/detailed`; its cost does not grow with customers that have no work. */
  totals(): Promise<PipelineTotals>;
}

/** The bounds of the lateness histogram, in seconds: 1 s, 10 s, 1 min, 10 min, 1 h, 1 day, 7 days. */
export const LATENESS_UP_TO_S = [1, 10, 60, 600, 3_600, 86_400, 604_800];

export interface EventCount {
  hour: string;
  events: number;
}

/** All-time counts: they include events that retention deleted, but not erased ones. */
export interface PipelineCounts {
  total: number;
  rawPending: number;
  stagingPending: number;
  /** Staged and valid, loaded or not. */
  staged: number;
  loaded: number;
  rejected: number;
  latestEventAt: string | null;
  lastProcessedAt: string | null;
}

export interface PipelineTotals {
  rawPending: number;
  stagingPending: number;
  /** Events that are set aside now, whenever they arrived. */
  setAside: number;
  lately: SetAsideLately;
  /** Customers that could not be counted because a machine of a cluster is away; the other numbers are without them. */
  customersAway: number;
  lastEventAt: string | null;
  /** Arrival of the event that has waited longest to be staged; null when none waits. */
  oldestRawAt: string | null;
  /** Arrival of the staged event that has waited longest for the business layer; null when none waits. */
  oldestStagingAt: string | null;
  /** How long the older of the two has waited, by the engine's clock; null when none waits. */
  waitedMs: number | null;
  lastProcessedAt: string | null;
}

/** The events that arrived in the last `LATELY_MS` and are set aside now. */
export interface SetAsideLately {
  /** Counted up to a bound. */
  setAside: number;
  /** Of so many; counted only if some are set aside, up to 100 times as many. */
  accepted: number;
  /** The most frequent ones, at most 5, without text of a database driver. */
  reasons: { rule: string; message: string; count: number }[];
}

/** `read.set_aside_lately` has the same. */
export const LATELY_MS = 300_000;

/** An event must match every field given; `docs/reading.md` explains each. */
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
  /** Only events before this place: the `next` of the previous page. */
  before?: EventPlace;
}

export interface EventPage {
  events: EventRow[];
  /** Where the next page starts; null when there are no more events. */
  next: EventPlace | null;
}

/** A place in the order of arrival. */
export interface EventPlace {
  receivedAt: string;
  eventId: string;
}

export interface EventContent {
  event_data: JsonObject;
  user_agent: string | null;
  /** Null before staging. */
  staged: StagedEvent | null;
}

export interface StagedFilter {
  eventType?: string;
  sessionId?: string;
  /** Default 1,000. */
  limit?: number;
}

/** One event with every derived field, in wire names; `docs/pipeline.md` says how each field is derived. */
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
  /** As a trusted proxy named it; not that of the time zone. */
  country: string | null;
  utm_source: string | null;
  utm_medium: string | null;
  utm_campaign: string | null;
  utm_term: string | null;
  utm_content: string | null;
  /** Advertising click ids found in the url: `{ gclid: "…" }`. */
  click_ids: Record<string, string>;
  item_ids: string[];
  event_timestamp: string;
  validation_status: 'VALID' | 'SUSPICIOUS' | 'INVALID';
  quality_score: number;
  validation_errors: Reason[];
  /** As it arrived. */
  event_data: JsonObject;
}
