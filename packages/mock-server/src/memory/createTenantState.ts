/** Everything that is known of one tenant. Nothing here is shared between tenants. */
import type { AuditEntry, ProcessingStatus, Reason, Stage } from '@onevault/contract';
import type { RawEvent, StagedEvent, StoredKey, Tenant } from '@onevault/server/internal/engine/port';
import { createRunningTotals, type RunningTotals } from './reads/runningTotals.ts';
import { createRetryQueue, type RetryQueue } from './retry/createRetryQueue.ts';

/** One event on its way: raw when it arrives, filled in layer by layer. */
export interface EventRecord {
  readonly raw: RawEvent;
  readonly receivedMicros: number;
  readonly receivedAt: string;
  stage: Stage;
  staged: StagedRow | null;
  stagedAt: string | null;
  loadedAt: string | null;
  /** Why it is rejected or set aside. */
  reason: Reason | null;
  failures: number;
}

/** What staging makes of an event; the stage is where it stands now. */
export type StagedRow = Omit<StagedEvent, 'stage'>;

/** The hubs of the business layer: business key → event id that brought it. */
export interface Hubs {
  event: Map<string, string>;
  session: Map<string, string>;
  visitor: Map<string, string>;
  page: Map<string, string>;
  item: Map<string, string>;
}

export interface TenantState {
  readonly tenant: Tenant;
  readonly keys: Map<string, StoredKey>;
  readonly events: Map<string, EventRecord>;
  /** The same events in the order of their arrival, for reads from the tail. */
  readonly order: EventRecord[];
  /** Those in stage raw or staging, in the order of their arrival. */
  readonly pending: Set<EventRecord>;
  readonly retries: RetryQueue;
  readonly hubs: Hubs;
  /** Sessions that have not ended: business key → when they count as over, ms. */
  readonly openSessions: Map<string, number>;
  readonly totals: RunningTotals;
  /** Ids of events that retention or an erasure has taken → when they arrived. A resend is a duplicate still. */
  readonly tombstones: Map<string, string>;
  /** Oldest first. An erased visitor stays findable by the hash in it. */
  readonly audit: AuditEntry[];
  /** Of all time. Kept as counters, so that no read counts the table. */
  readonly counts: Record<Stage, number> & { staged: number };
  latestEventAt: string | null;
  lastProcessedAt: string | null;
}

export const STATUS_OF_STAGE = {
  raw: 'pending',
  staging: 'pending',
  business: 'complete',
  rejected: 'rejected',
  set_aside: 'set_aside',
} as const satisfies Record<Stage, ProcessingStatus>;

export function createTenantState(customerId: string): TenantState {
  return {
    tenant: {
      customerId,
      customerName: customerId,
      ipSalt: createSalt(),
      dataRetentionDays: 365,
      active: true,
    },
    keys: new Map(),
    events: new Map(),
    order: [],
    pending: new Set(),
    retries: createRetryQueue(),
    hubs: { event: new Map(), session: new Map(), visitor: new Map(), page: new Map(), item: new Map() },
    openSessions: new Map(),
    totals: createRunningTotals(),
    tombstones: new Map(),
    audit: [],
    counts: { raw: 0, staging: 0, business: 0, set_aside: 0, rejected: 0, staged: 0 },
    latestEventAt: null,
    lastProcessedAt: null,
  };
}

/** Moves an event to a stage, and the counters with it. */
export function moveTo(state: TenantState, record: EventRecord, stage: Stage): void {
  state.counts[record.stage] -= 1;
  state.counts[stage] += 1;
  record.stage = stage;
  if (stage !== 'raw' && stage !== 'staging') state.pending.delete(record);
}

/** Forgets every event; tenant and keys stay. */
export function forgetEvents(state: TenantState): void {
  state.events.clear();
  state.order.length = 0;
  state.pending.clear();
  state.retries.clear();
  state.openSessions.clear();
  Object.assign(state.totals, createRunningTotals());
  state.tombstones.clear();
  for (const hub of Object.values(state.hubs)) hub.clear();
  Object.assign(state.counts, { raw: 0, staging: 0, business: 0, set_aside: 0, rejected: 0, staged: 0 });
  state.latestEventAt = null;
  state.lastProcessedAt = null;
}

function createSalt(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
