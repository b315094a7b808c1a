import type { EventReply, JsonObject, ProcessingResults, ProcessingStatus, Reason } from '@onevault/contract';

/**
 * Stores events, processes them, and reports how far each came. A call resolves only when its effect is as durable as
 * the engine's `durability` says. Errors other than `EngineUnavailable` are bugs.
 */
export interface EventStore {
  /** Creates a customer, or changes only the name of an existing one. */
  upsertCustomer(customerId: string, customerName?: string): Promise<Customer>;
  findCustomer(customerId: string): Promise<Customer | null>;

  /**
   * Stores events in the raw layer, each `eventId` once. With `process` it also moves them through staging to business
   * before it resolves. The result has one entry per event, in the same order.
   */
  store(customerId: string, events: RawEvent[], options: { process: boolean }): Promise<StoredEvent[]>;

  /**
   * Processes the waiting events of one customer in batches of `PROCESS_BATCH_EVENTS`: all of them, or at most
   * `maxBatches`, so that a worker can serve other customers in between. With `by` it adds an entry to the audit trail.
   */
  process(customerId: string, options?: { maxBatches?: number; by?: string }): Promise<ProcessingResults>;
  /** Customers with waiting events, or with a set-aside event whose next attempt is due. */
  customersWithWork(): Promise<string[]>;
  /** Tells workers in other processes which customers have waiting events. Only for databases that can be shared. */
  notifyWork?(customerIds: string[]): Promise<void>;
  /**
   * Forwards announcements of other processes to `listener`, until the function it resolves with is called. Only for
   * databases that can be shared. Announcements only save time: the result is right without them.
   */
  listen?(listener: Listener): Promise<() => Promise<void>>;

  /**
   * The current time of the clock that stamps the customer's arrivals, ISO 8601 UTC with microseconds: at or after
   * every accepted event, before every later one.
   */
  mark(customerId: string): Promise<string>;
  /** How many events accepted at or before the mark have not reached a final state; set-aside ones are tried again by then. */
  pendingBefore(customerId: string, mark: string): Promise<number>;
  /** How far an event came, and the reason where it stopped. */
  findEvent(customerId: string, eventId: string): Promise<EventReply['event'] | null>;

  /** Deletes every event of one customer; keeps the customer and its keys. For tests; no production route calls it. */
  reset(customerId: string): Promise<void>;
}

export interface Customer {
  customerId: string;
  customerName: string;
  /** Salt for hashing client addresses, hex. */
  ipSalt: string;
  dataRetentionDays: number;
  active: boolean;
}

export interface Listener {
  /** A customer has waiting events. */
  onWork?(customerId: string): void;
  /** A customer's keys have changed. */
  onKeys?(customerId: string): void;
  /** The connection was lost and is back: announcements may have been missed. */
  onGap?(): void;
}

/** The batch size of `process`: large enough for set-based SQL, small enough to commit often. */
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

/** What only the server can derive from the request, under the names of its columns; see `ingest/enrich.ts`. */
export type Enrichment = {
  browser_name: string | null;
  browser_version: string | null;
  operating_system: string | null;
  device_type: 'desktop' | 'mobile' | 'tablet' | 'tv' | null;
  is_bot: boolean;
  /** Two capital letters, as a trusted proxy named it. */
  country?: string;
};

export interface StoredEvent {
  eventId: string;
  duplicate: boolean;
  receivedAt: string;
  status: ProcessingStatus;
  reason: Reason | null;
}

/** The database cannot be reached or cannot accept more now: the caller should retry later. */
export class EngineUnavailable extends Error {
  override name: string = 'EngineUnavailable';
}

/** The database ran out of time or memory: a smaller statement may succeed. */
export class TooMuchAtOnce extends EngineUnavailable {
  override name = 'TooMuchAtOnce';
}

/** A question of analytics took longer than its limit. */
export class QueryTimedOut extends Error {
  override name = 'QueryTimedOut';
}

/** The database only reads: a primary that became a standby, or one that is set to read-only. */
export class DatabaseReadOnly extends EngineUnavailable {
  override name = 'DatabaseReadOnly';

  constructor(options?: ErrorOptions) {
    super('The database is read-only. Try the address of the primary, or set it back to read-write', options);
  }
}
