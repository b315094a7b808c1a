/**
 * The whole pipeline in plain objects: raw → staging → business → reads. For unit tests and for a
 * mock in a browser: starts at once, needs nothing, forgets everything when the process ends.
 *
 * Every call does its work without awaiting anything on the way, so calls never interleave: no locks.
 */
import {
  type Engine,
  PROCESS_BATCH_EVENTS,
  type StagedEvent,
  type StoredEvent,
} from '@onevault/server/internal/engine/port';
import { createClock, toIso } from './createClock.ts';
import type { SeldomAsked } from './createSeldomAsked.ts';
import {
  createTenantState,
  type EventRecord,
  forgetEvents,
  STATUS_OF_STAGE,
  type TenantState,
} from './createTenantState.ts';
import { keepEvent } from './raw/keepEvent.ts';
import { listStagedEvents } from './reads/listStagedEvents.ts';
import { noCounts, toPipelineCounts } from './reads/toPipelineCounts.ts';
import { recordAudit } from './recordAudit.ts';
import { nothingDone, runPipeline } from './runPipeline.ts';

export interface MemoryEngineOptions {
  /**
   * Called before an event is loaded into business. What it throws sets the event aside: for tests of failures.
   * An `EngineUnavailable` is a crash instead: what was being done ends there, and the event stays in staging.
   */
  onLoad?: (event: StagedEvent, customerId: string) => void;
  /** Milliseconds since 1970. Default `Date.now`. A clock that goes back is read as one that stands still. */
  now?: () => number;
}

export interface MemoryEngine extends Engine, SeldomAsked {
  /** When the next set-aside event is tried again: milliseconds since 1970; null when none waits for that. */
  nextRetryMs(): number | null;
}

/** An engine that is ready at once. */
export function createMemoryEngine(options: MemoryEngineOptions = {}): MemoryEngine {
  const clock = createClock(options.now ?? Date.now);
  const tenants = new Map<string, TenantState>();

  const stateOf = (customerId: string, doing: string): TenantState => {
    const state = tenants.get(customerId);
    if (state === undefined) throw new Error(`Failed to ${doing}: no customer ${JSON.stringify(customerId)}.`);
    return state;
  };

  const run = (state: TenantState, records: Iterable<EventRecord>) =>
    runPipeline(state, records, { clock, onLoad: options.onLoad });

  return {
    kind: 'memory',
    durability: 'Events live in the memory of this process and are lost when it ends.',
    ...onDemand(async () => {
      const { createSeldomAsked } = await import('./createSeldomAsked.ts');
      return createSeldomAsked(tenants, clock);
    }),

    async upsertTenant(customerId, customerName) {
      let state = tenants.get(customerId);
      if (state === undefined) {
        state = createTenantState(customerId);
        tenants.set(customerId, state);
      }
      if (customerName !== undefined) state.tenant.customerName = customerName;
      return { ...state.tenant };
    },

    async findTenant(customerId) {
      const state = tenants.get(customerId);
      return state === undefined ? null : { ...state.tenant };
    },

    async findKeys(customerId) {
      return Array.from(tenants.get(customerId)?.keys.values() ?? [], (key) => ({ ...key }));
    },

    async store(customerId, events, { process }) {
      const state = stateOf(customerId, 'store events');
      const kept = events.map((event) => keepEvent(state, event, clock));
      // A repeat changes nothing: one of an event that still waits leaves it waiting.
      const fresh = kept.flatMap(({ record, duplicate }) => (duplicate ? [] : [record]));
      if (process) run(state, fresh);
      return kept.map(({ record, duplicate }) => toStoredEvent(record, duplicate));
    },

    async process(customerId, { maxBatches = Number.POSITIVE_INFINITY, by } = {}) {
      const state = tenants.get(customerId);
      if (state === undefined) return nothingDone();
      const waiting = [...state.pending].slice(0, maxBatches * PROCESS_BATCH_EVENTS);
      const results = run(state, [...waiting, ...state.retries.takeDue(clock.readMs())]);
      const { total_success_count: loaded, total_error_count: failed } = results;
      if (by !== undefined && loaded + failed > 0) {
        recordAudit(state, toIso(clock.tick()), 'events_processed', { loaded, failed }, by);
      }
      return results;
    },

    async tenantsWithWork() {
      const nowMs = clock.readMs();
      return [...tenants]
        .filter(([, state]) => state.pending.size > 0 || (state.retries.nextDueMs() ?? Infinity) <= nowMs)
        .map(([customerId]) => customerId);
    },

    async counts(customerId) {
      const state = tenants.get(customerId);
      return state === undefined ? noCounts() : toPipelineCounts(state);
    },

    async stagedEvents(customerId, filter = {}) {
      const state = tenants.get(customerId);
      return state === undefined ? [] : listStagedEvents(state, filter);
    },

    async mark() {
      return toIso(clock.tick());
    },

    async pendingBefore(customerId, mark) {
      let count = 0;
      for (const record of tenants.get(customerId)?.pending ?? []) {
        if (record.receivedAt > mark) break; // Waiting events stand in the order of their arrival.
        count += 1;
      }
      return count;
    },

    async ping() {},

    async reset(customerId) {
      const state = tenants.get(customerId);
      if (state !== undefined) forgetEvents(state);
    },

    nextRetryMs() {
      const due = [...tenants.values()].flatMap(({ retries }) => retries.nextDueMs() ?? []);
      return due.length === 0 ? null : Math.min(...due);
    },

    async close() {
      tenants.clear();
    },
  };
}

const SELDOM_ASKED = [
  'addKey',
  'revokeKey',
  'expireKey',
  'touchKeys',
  'replay',
  'setRetention',
  'tenantsToMaintain',
  'maintain',
  'maintainStorage',
  'eraseVisitor',
  'visitorTraces',
  'auditTrail',
  'recentEvents',
  'findEvents',
  'findEvent',
  'ledger',
  'lateness',
  'eventHours',
  'totals',
  'businessKeys',
] as const satisfies (keyof SeldomAsked)[];

/** Loads the rest of the engine at its first call: in a page, where bytes count, most tests never come to it. */
function onDemand(load: () => Promise<SeldomAsked>): SeldomAsked {
  let loaded: Promise<SeldomAsked> | undefined;
  const call =
    (name: keyof SeldomAsked) =>
    async (...args: unknown[]) => {
      loaded ??= load();
      const method = (await loaded)[name] as (...given: unknown[]) => Promise<unknown>;
      return method(...args);
    };
  return Object.fromEntries(SELDOM_ASKED.map((name) => [name, call(name)])) as unknown as SeldomAsked;
}

function toStoredEvent(record: EventRecord, duplicate: boolean): StoredEvent {
  return {
    eventId: record.raw.eventId,
    duplicate,
    receivedAt: record.receivedAt,
    status: STATUS_OF_STAGE[record.stage],
    reason: record.reason,
  };
}
