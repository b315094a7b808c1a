import type { AuditEntry } from '@onevault/contract';

/**
 * An operator's work: keys, retention, erasure, replay and the audit trail. Every call but `tenantsToMaintain` and
 * `maintainStorage` is for one tenant. Calls that take `by` (`key:1a2b3c4d`, `cli:ann`; default: the server) leave an
 * entry in the audit trail, in the same transaction.
 */
export interface Operations {
  /** Gives a tenant a key. If its hash is known, all of the key changes but when it was created and last used. */
  addKey(customerId: string, key: NewKey, by?: string): Promise<void>;
  /** All of them, in the order they were made: the revoked and expired too. */
  findKeys(customerId: string): Promise<StoredKey[]>;
  /** Ends a key now; false if there is no such key. It stays in the list. */
  revokeKey(customerId: string, hash: string, by?: string): Promise<boolean>;
  /** Has a key end at a time (ISO 8601), or earlier if it does so anyway; false if there is no such key. */
  expireKey(customerId: string, hash: string, at: string, by?: string): Promise<boolean>;
  /** Notes that keys were used just now. */
  touchKeys(customerId: string, hashes: string[]): Promise<void>;

  /** For how many days raw and staging rows are kept (1 to 36,500); false for an unknown customer. */
  setRetention(customerId: string, days: number, by?: string): Promise<boolean>;
  /** Tenants with sessions that are over, or with events past their retention. */
  tenantsToMaintain(): Promise<string[]>;
  /**
   * Closes the sessions of one tenant that are over, and removes raw and staging rows past their retention. The vault
   * and the totals stay, and ids stay 60 days longer, so that a late resend is a duplicate. Bounded work: what is left
   * is for the next call. `now` (ISO 8601) is for tests.
   */
  maintain(customerId: string, options?: { now?: string }): Promise<MaintenanceResults>;
  /** Makes partitions for the months to come, and drops the months that everyone's retention has passed. Once a day. */
  maintainStorage(): Promise<void>;

  /** Makes set-aside events that match due now, with all their attempts before them; says how many. */
  replay(customerId: string, which?: ReplayFilter, by?: string): Promise<number>;

  /**
   * Removes a person from every layer: the events that name the visitor, the sessions that are the visitor's alone,
   * and all that was made of them, in whatever state they are; the totals are corrected. Ids stay, with nothing of
   * what the events said: a resend does not bring them back.
   */
  eraseVisitor(customerId: string, visitorId: string, by?: string): Promise<Erasure>;
  /** What there is of a visitor, rows by table: nothing after an erasure. Looks at all events of the tenant. */
  visitorTraces(customerId: string, visitorId: string): Promise<Record<string, number>>;

  /**
   * What was done to a customer and by whom, newest first; with a visitor, what was done about that person. Entries
   * never change. What changed nothing leaves none, except an erasure.
   */
  auditTrail(customerId: string, query: AuditQuery): Promise<AuditEntry[]>;
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

export interface MaintenanceResults {
  sessionsClosed: number;
  eventsForgotten: number;
  idsForgotten: number;
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
