import type { AuditEntry, Environment } from '@onevault/contract';
import type { Alerts } from './alerts.ts';
import type { AnalyticsAnswer, AnalyticsRequest } from './analytics.ts';
import type { Exports } from './exports.ts';
import type { History } from './history.ts';
import type { Reports } from './reports.ts';
import type { Saved } from './saved.ts';
import type { Sessions } from './sessions.ts';
import type { EvidenceLimits, TrackingEvidence } from './trackingEvidence.ts';

/**
 * An operator's work: keys, retention, erasure, replay, the audit trail and exports. Every call except `hasKeys`,
 * `customersToMaintain` and `maintainStorage` is for one customer. Calls with `by` (`key:1a2b3c4d`, `cli:ann`; default: the server) write an
 * entry to the audit trail in the same transaction.
 */
export interface Operations extends Exports {
  /** Adds a key. If the hash exists, updates everything except when the key was created and last used. */
  addKey(customerId: string, key: NewKey, by?: string): Promise<void>;
  /** All keys, oldest first, including revoked and expired ones. */
  findKeys(customerId: string): Promise<StoredKey[]>;
  /** Whether any customer has a key that is neither revoked nor expired. */
  hasKeys(): Promise<boolean>;
  /** Ends a key now and keeps it in the list; false if the key does not exist. */
  revokeKey(customerId: string, hash: string, by?: string): Promise<boolean>;
  /** Ends a key at a time (ISO 8601), or earlier if it already expires earlier; false if the key does not exist. */
  expireKey(customerId: string, hash: string, at: string, by?: string): Promise<boolean>;
  /** Records that keys were used just now. */
  touchKeys(customerId: string, hashes: string[]): Promise<void>;

  /** For how many days raw and staging rows are kept (1 to 36,500); false for an unknown customer. */
  setRetention(customerId: string, days: number, by?: string): Promise<boolean>;
  /**
   * What maintenance would delete if rows were kept for so many days. No number is above `most`. `now` (ISO 8601) is for
   * tests.
   */
  countPastRetention(
    customerId: string,
    days: number,
    most: number,
    options?: { now?: string },
  ): Promise<PastRetention>;
  /** Customers with ended sessions, or with events past their retention. */
  customersToMaintain(): Promise<string[]>;
  /**
   * Closes ended sessions of one customer and deletes raw and staging rows past their retention. Keeps the vault and
   * the totals, and keeps event ids 60 days longer, so that a late resend is still a duplicate. Does a bounded amount
   * of work; the next call continues. `now` (ISO 8601) is for tests.
   */
  maintain(customerId: string, options?: { now?: string }): Promise<MaintenanceResults>;
  /** Creates partitions for the coming months and drops months past every customer's retention. Once a day. */
  maintainStorage(): Promise<void>;

  /** Makes the matching set-aside events due now, with all attempts restored; resolves with their number. */
  replay(customerId: string, which?: ReplayFilter, by?: string): Promise<number>;

  /**
   * Removes a person from every layer: the events that name the person by any id, the sessions of its visitors alone,
   * and every row derived from them, in any state. `visitorId` is any id of the person, of a visitor or of a user; the
   * others are those that `alias` events connect with it. Corrects the totals. Keeps only the event ids, so that a
   * resend is not stored again. Rejects with `TooManyConnectedIds`, and erases nothing, for more than 1,000 ids.
   */
  eraseVisitor(customerId: string, visitorId: string, by?: string, options?: ErasureOptions): Promise<Erasure>;
  /**
   * How many rows of each table are about a person, whose further ids are `connected`: none after an erasure. Scans all
   * events of the customer.
   */
  visitorTraces(customerId: string, visitorId: string, connected?: string[]): Promise<Record<string, number>>;

  /**
   * What was done to a customer and by whom, newest first; with a visitor, only entries about that person. Entries
   * never change. A call that changed nothing leaves no entry, except an erasure.
   */
  auditTrail(customerId: string, query: AuditQuery): Promise<AuditEntry[]>;

  /**
   * Answers a question about the events of a customer. Rejects with `QueryTimedOut` if it takes too long, and with
   * `UnknownTimeZone`.
   */
  analytics(customerId: string, request: AnalyticsRequest): Promise<AnalyticsAnswer>;
  /**
   * Counts what the health checks of the tracking judge. Reads a bounded number of rows. Rejects with `QueryTimedOut` if
   * it takes too long. `now` (ISO 8601) is for tests.
   */
  checks(customerId: string, limits: EvidenceLimits, options?: { now?: string }): Promise<TrackingEvidence>;
  readonly alerts: Alerts;
  readonly saved: Saved;
  readonly sessions: Sessions;
  readonly reports: Reports;
  readonly history: History;
}

/** `share`: only asks questions of analytics. */
export type KeyScope = 'full' | 'write' | 'share';

export interface NewKey {
  /** Hex SHA-256; `service/keys.ts` says of which text. */
  hash: string;
  scope: KeyScope;
  /** A name for people. */
  label?: string | null;
  /** ISO 8601. Default: never. */
  expiresAt?: string | null;
  /** Default: any. The form: `service/originRule.ts`. */
  allowedOrigins?: string[] | null;
  /** A share key's: it sees this segment only. Default: everything. */
  segmentId?: string | null;
  /** Of a share link: the hash of its invitation, in the form of `hash`. Default: the key has no link. */
  linkHash?: string | null;
  /** The only environment whose events it accepts. Default: any. */
  environment?: Environment | null;
}

export interface StoredKey extends Required<NewKey> {
  createdAt: string;
  revokedAt: string | null;
  lastUsedAt: string | null;
}

/** The public id of a key: the first digits of its hash. It grants no access. */
export function idOfKey({ hash }: Pick<NewKey, 'hash'>): string {
  return hash.slice(0, 8);
}

export interface MaintenanceResults {
  sessionsClosed: number;
  eventsForgotten: number;
  idsForgotten: number;
}

export interface PastRetention {
  /** Raw rows, with what staging made of them. */
  events: number;
  /** Facts, which analytics reads: by the time of the event, not of its arrival. */
  analyticsEvents: number;
  analyticsSessions: number;
  importedCounts: number;
}

/** An event must match every field given; `{}` matches all. */
export interface ReplayFilter {
  eventIds?: string[];
  /** The rule of the reason: `processing_failed` for every set-aside event. */
  rule?: string;
  /** Arrived at this time or later: ISO 8601 UTC. */
  from?: string;
  /** Arrived before this time. */
  to?: string;
}

/** More ids are connected than any person has: one of them is shared by many people. */
export class TooManyConnectedIds extends Error {
  override name = 'TooManyConnectedIds';
}

export interface ErasureOptions {
  /** False erases under the given id only. Default true. */
  followAliases?: boolean;
}

export interface Erasure {
  events: number;
  /** How many rows of each table were deleted; each engine has its own table names. */
  rows: Record<string, number>;
  /** The other ids that were erased, because alias events connect them; missing if there are none. */
  connected?: string[];
}

export interface AuditQuery {
  limit: number;
  /** Only entries before this one. */
  before?: Pick<AuditEntry, 'at' | 'id'>;
  visitorId?: string;
}
