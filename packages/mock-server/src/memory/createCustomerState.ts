/** All state of one customer. Customers share nothing. */
import type { Stage } from '@onevault/contract';
import type { Customer } from '@onevault/server/internal/engine/port';
import { createRetryQueue, type RetryQueue } from './createRetryQueue.ts';
import type { EventRecord } from './eventRecord.ts';
import { createRunningTotals, type RunningTotals } from './reads/runningTotals.ts';

export interface CustomerState {
  readonly customer: Customer;
  readonly events: Map<string, EventRecord>;
  /** The same events in order of arrival, for reads from the end. */
  readonly order: EventRecord[];
  /** Events in stage raw or staging, in order of arrival. */
  readonly pending: Set<EventRecord>;
  /** Changes of stage in order, for the stream. */
  readonly changes: { number: number; record: EventRecord }[];
  readonly retries: RetryQueue;
  readonly hubs: Hubs;
  readonly totals: RunningTotals;
  /** All-time counters, so that no read has to count events. */
  readonly counts: Record<Stage, number> & { staged: number };
  latestEventAt: string | null;
  lastProcessedAt: string | null;
}

/** The hubs of the business layer: business key → id of its first event. */
export interface Hubs {
  event: Map<string, string>;
  session: Map<string, string>;
  visitor: Map<string, string>;
  page: Map<string, string>;
  item: Map<string, string>;
}

export function createCustomerState(customerId: string): CustomerState {
  return {
    customer: {
      customerId,
      customerName: customerId,
      ipSalt: createSalt(),
      dataRetentionDays: 365,
      active: true,
    },
    events: new Map(),
    order: [],
    pending: new Set(),
    changes: [],
    retries: createRetryQueue(),
    hubs: { event: new Map(), session: new Map(), visitor: new Map(), page: new Map(), item: new Map() },
    totals: createRunningTotals(),
    counts: { raw: 0, staging: 0, business: 0, set_aside: 0, rejected: 0, staged: 0 },
    latestEventAt: null,
    lastProcessedAt: null,
  };
}

/** Moves an event to a stage and updates the counters. */
export function moveToStage(state: CustomerState, record: EventRecord, stage: Stage): void {
  state.counts[record.stage] -= 1;
  state.counts[stage] += 1;
  record.stage = stage;
  if (stage !== 'raw' && stage !== 'staging') state.pending.delete(record);
}

function createSalt(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
