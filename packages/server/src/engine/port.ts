/**
 * The engine port: what the server asks of a database. Three engines keep it (memory, PGlite,
 * PostgreSQL) and one conformance suite holds them to it (`conformance.ts`).
 *
 * Every call but `tenantsWithWork`, `tenantsToMaintain`, `maintainStorage`, `totals` and `ping` is for one tenant. A call resolves only
 * when its effect is as durable as `durability` says. Errors other than `EngineUnavailable` are bugs.
 */
import type {
  AuditEntry,
  EventReply,
  EventRow,
  JsonObject,
  LedgerTab,
  ProcessingResults,
  ProcessingStatus,
  Reason,
} from '@onevault/contract';

export interface Engine {
  readonly kind: 'memory' | 'pglite' | 'postgres';
  /** In one sentence for operators: what an answered event survives. Shown in `/health/detailed`. */
  readonly durability: string;
  /** Whether the database itself keeps tenants apart; undefined where there is no database. */
  readonly wall?: TenantWall;

  /** Creates a tenant or changes its name; keeps everything else. */
  upsertTenant(customerId: string, customerName?: string): Promise<Tenant>;
  findTenant(customerId: string): Promise<Tenant | null>;
  /** Gives a tenant a key; the hash of one it has changes everything about it but when it was made and used. */
  addKey(customerId: string, key: NewKey, by?: string): Promise<void>;
  /** All of them, in the order they were made: the revoked and expired too. */
  findKeys(customerId: string): Promise<StoredKey[]>;
  /** Ends a key now; false if there is no such key. It stays in the list. */
  revokeKey(customerId: string, hash: string, by?: string): Promise<boolean>;
  /** Has a key end at a time (ISO 8601), or earlier if it does so anyway; false if there is no such key. */
  expireKey(customerId: string, hash: string, at: string, by?: string): Promise<boolean>;
  /** Notes that keys were used just now. */
  touchKeys(customerId: string, hashes: string[]): Promise<void>;

  /**
   * Stores events in the raw layer, each `eventId` once, and with `process` takes them on through
   * staging to business before it answers. The answer has one entry an event, in the same order.
   */
  store(customerId: string, events: RawEvent[], options: { process: boolean }): Promise<StoredEvent[]>;

  /**
   * Takes what waits of one tenant through the pipeline, in batches of `PROCESS_BATCH_EVENTS`: all of it,
   * or `maxBatches` of them, for those who have other tenants to look after too. Audited where `by` says who.
   */
  process(customerId: string, options?: { maxBatches?: number; by?: string }): Promise<ProcessingResults>;
  /** Tenants with events that wait, or with a set-aside event whose next attempt is due. */
  tenantsWithWork(): Promise<string[]>;
  /** Makes set-aside events that match due now, with all their attempts before them; says how many. */
  replay(customerId: string, which?: ReplayFilter, by?: string): Promise<number>;
  /** Tells the workers of other processes whose events wait. Only where a database can be shared. */
  notifyWork?(customerIds: string[]): Promise<void>;
  /**
   * Hears what other processes say, until the function it resolves with is called. Only where a database
   * can be shared. Nothing that is heard is needed for being right: it only saves waiting.
   */
  listen?(heard: Listener): Promise<() => Promise<void>>;

  /** For how many days raw and staging rows are kept (1 to 36,500); false for an unknown customer. */
  setRetention(customerId: string, days: number, by?: string): Promise<boolean>;
  /** Tenants with sessions that are over, or with events past their retention. */
  tenantsToMaintain(): Promise<string[]>;
  /**
   * Closes the sessions of one tenant that are over, and forgets what is past its retention: raw and staging
   * rows; the vault and the totals stay, and ids stay 60 days longer, so that a late resend is a duplicate.
   * Bounded work: what is left is for the next call. `now` (ISO 8601) is for tests.
   */
  maintain(customerId: string, options?: { now?: string }): Promise<MaintenanceResults>;
  /** Makes room for the months to come, and drops the months that everyone's retention has passed. Once a day. */
  maintainStorage(): Promise<void>;

  /**
   * Removes a person from every layer: the events that name the visitor, the sessions that are the visitor's
   * alone, and all that was made of them, in whatever state they are; the totals are corrected. Ids stay, with
   * nothing of what the events said: a resend does not bring them back.
   */
  eraseVisitor(customerId: string, visitorId: string, by?: string): Promise<Erasure>;
  /** What there is of a visitor, rows by table: nothing after an erasure. Looks at all events of the tenant. */
  visitorTraces(customerId: string, visitorId: string): Promise<Record<string, number>>;

  /**
   * What was done to a customer and by whom, newest first; with a visitor, what was done about that person.
   * Entries are made by the calls that take `by` (`key:1a2b3c4d`, `cli:ann`; default: the server), with the
   * change itself, and never changed. What changed nothing leaves none, but for an erasure.
   */
  auditTrail(customerId: string, query: AuditQuery): Promise<AuditEntry[]>;

  counts(customerId: string): Promise<PipelineCounts>;
  /** Newest first. */
  recentEvents(customerId: string, limit: number): Promise<EventRow[]>;
  /**
   * Events that match, newest first. A call looks at a bounded number of rows, so that it costs the same
   * however many events there are: it may find fewer than the limit, or none, and still say where to go on.
   */
  findEvents(customerId: string, query: EventQuery): Promise<EventPage>;
  /** Page loads (`tab_id`) with events in a session, or one of them; at most 1,000, the latest arrival first. */
  ledger(customerId: string, of: { sessionId: string } | { tabId: string }): Promise<LedgerTab[]>;
  /** How many events were so late: one number a bound of `LATENESS_UP_TO_S`, and one for what was later. */
  lateness(customerId: string): Promise<number[]>;
  /** Loaded events by the hour in which they happened, `from` included and `to` not; hours without any are left out. */
  eventHours(customerId: string, range: { from: string; to: string; eventType?: string }): Promise<EventCount[]>;
  findEvent(customerId: string, eventId: string): Promise<EventReply['event'] | null>;
  /** Full rows for tests and for a person who looks closely: newest last. */
  stagedEvents(customerId: string, filter?: StagedFilter): Promise<StagedEvent[]>;

  /**
   * Now, by the clock that times the tenant's arrivals, ISO 8601 UTC with microseconds: not before what was
   * accepted, and before what comes next.
   */
  mark(customerId: string): Promise<string>;
  /** How many events accepted at or before the mark are still on their way. */
  pendingBefore(customerId: string, mark: string): Promise<number>;

  /** Numbers over all tenants for `/health/detailed`. */
  totals(): Promise<PipelineTotals>;
  ping(): Promise<void>;
  /** Forgets every event of one tenant, keeps the tenant and its keys. For tests; never reachable in production. */
  reset(customerId: string): Promise<void>;
  close(): Promise<void>;
}

/** Row policies of the database, behind the tenant filter of every statement. */
export type TenantWall = { isUp: true } | { isUp: false; reason: string };

export interface Tenant {
  customerId: string;
  customerName: string;
  /** Salt for hashing client addresses, hex. */
  ipSalt: string;
  dataRetentionDays: number;
  active: boolean;
}

export type KeyScope = 'full' | 'write';

export interface NewKey {
  /** Hex SHA-256; see `service/keys.ts` for of what. */
  hash: string;
  scope: KeyScope;
  /** What a person calls it. */
  label?: string | null;
  /** ISO 8601. Default: never. */
  expiresAt?: string | null;
  /** Default: any; see `service/originRule.ts` for their form. */
  allowedOrigins?: string[] | null;
}

export interface StoredKey extends Required<NewKey> {
  createdAt: string;
  revokedAt: string | null;
  lastUsedAt: string | null;
}

/** What people call a key by: the first digits of its hash, which open nothing. */
export function idOfKey({ hash }: Pick<NewKey, 'hash'>): string {
  return hash.slice(0, 8);
}

export interface Listener {
  /** Events of a customer wait. */
  onWork?(customerId: string): void;
  /** A customer's keys have changed. */
  onKeys?(customerId: string): void;
  /** The connection was lost and is back: something may have been missed. */
  onGap?(): void;
}

/** Events that one batch of `process` takes: large enough to be set-based, small enough to commit often. */
export const PROCESS_BATCH_EVENTS = 500;

/** One validated event on its way into the raw layer. */
export interface RawEvent {
  eventId: string;
  /** `event_type`, `page_url` and `event_data` as they arrived, made safe to store. */
  payload: { event_type?: string; page_url?: string; event_data?: JsonObject };
  clientIpHash: string | null;
  userAgent: string | null;
  enrichment: Enrichment | null;
}

/** What only the collector can know; see `ingest/enrich.ts`. */
export type Enrichment = {
  browser_name: string | null;
  browser_version: string | null;
  operating_system: string | null;
  device_type: 'desktop' | 'mobile' | 'tablet' | 'tv' | null;
  bot: boolean;
};

export interface StoredEvent {
  eventId: string;
  duplicate: boolean;
  receivedAt: string;
  status: ProcessingStatus;
  reason: Reason | null;
}

export interface MaintenanceResults {
  sessionsClosed: number;
  eventsForgotten: number;
  idsForgotten: number;
}

/** The bounds of the lateness histogram, in seconds: 1 s, 10 s, 1 min, 10 min, 1 h, 1 day, 7 days. */
export const LATENESS_UP_TO_S = [1, 10, 60, 600, 3_600, 86_400, 604_800];

export interface EventCount {
  hour: string;
  events: number;
}

/** What is named must match; nothing named means all. */
export interface ReplayFilter {
  eventIds?: string[];
  /** Of the reason: `processing_failed` is that of every set-aside event. */
  rule?: string;
  /** Arrived at this time or later: ISO 8601 UTC. */
  from?: string;
  /** Arrived before this time. */
  to?: string;
}

export interface Erasure {
  events: number;
  /** How many rows of each table went; what a table is called is the engine's. */
  rows: Record<string, number>;
}

export interface AuditQuery {
  limit: number;
  /** Only entries before this one. */
  before?: Pick<AuditEntry, 'at' | 'id'>;
  visitorId?: string;
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

/** The database cannot be reached or cannot take more now: the caller should come again later. */
export class EngineUnavailable extends Error {
  override name = 'EngineUnavailable';
}
