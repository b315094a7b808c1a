import type { EventReply, JsonObject, ProcessingResults, ProcessingStatus, Reason } from '@onevault/contract';

/**
 * Stores events, takes them through the pipeline, and says how far each came. A call resolves only when its effect is
 * as durable as the engine's `durability` says. Errors other than `EngineUnavailable` are bugs.
 */
export interface EventStore {
  /** Creates a tenant or changes its name; keeps everything else. */
  upsertTenant(customerId: string, customerName?: string): Promise<Tenant>;
  findTenant(customerId: string): Promise<Tenant | null>;

  /**
   * Stores events in the raw layer, each `eventId` once, and with `process` takes them on through staging to business
   * before it answers. The answer has one entry an event, in the same order.
   */
  store(customerId: string, events: RawEvent[], options: { process: boolean }): Promise<StoredEvent[]>;

  /**
   * Takes what waits of one tenant through the pipeline, in batches of `PROCESS_BATCH_EVENTS`: all of it, or
   * `maxBatches` of them, for a worker that has other tenants to look after too. Where `by` names somebody, the audit
   * trail gets an entry.
   */
  process(customerId: string, options?: { maxBatches?: number; by?: string }): Promise<ProcessingResults>;
  /** Tenants with events that wait, or with a set-aside event whose next attempt is due. */
  tenantsWithWork(): Promise<string[]>;
  /** Tells the workers of other processes whose events wait. Only where a database can be shared. */
  notifyWork?(customerIds: string[]): Promise<void>;
  /**
   * Passes on what other processes announce, until the function it resolves with is called. Only where a database can
   * be shared. An announcement saves waiting; nothing depends on it for being right.
   */
  listen?(heard: Listener): Promise<() => Promise<void>>;

  /**
   * Now, by the clock that times the tenant's arrivals, ISO 8601 UTC with microseconds: not before what was
   * accepted, and before what comes next.
   */
  mark(customerId: string): Promise<string>;
  /** How many events accepted at or before the mark have not reached a final state. */
  pendingBefore(customerId: string, mark: string): Promise<number>;
  /** How far an event came, and why it is not further. */
  findEvent(customerId: string, eventId: string): Promise<EventReply['event'] | null>;

  /** Removes every event of one tenant, keeps the tenant and its keys. For tests; not reachable in production. */
  reset(customerId: string): Promise<void>;
}

export interface Tenant {
  customerId: string;
  customerName: string;
  /** Salt for hashing client addresses, hex. */
  ipSalt: string;
  dataRetentionDays: number;
  active: boolean;
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

/** What only the collector can know, under the names of its columns; see `ingest/enrich.ts`. */
export type Enrichment = {
  browser_name: string | null;
  browser_version: string | null;
  operating_system: string | null;
  device_type: 'desktop' | 'mobile' | 'tablet' | 'tv' | null;
  is_bot: boolean;
};

export interface StoredEvent {
  eventId: string;
  duplicate: boolean;
  receivedAt: string;
  status: ProcessingStatus;
  reason: Reason | null;
}

/** The database cannot be reached or cannot take more now: the caller should come again later. */
export class EngineUnavailable extends Error {
  override name = 'EngineUnavailable';
}
