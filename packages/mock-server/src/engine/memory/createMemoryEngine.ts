/**
 * The whole pipeline in plain objects: raw → staging → business → reads. For unit tests and for a
 * mock in a browser: starts at once, needs nothing, forgets everything when the process ends.
 *
 * Every call does its work without awaiting anything, so calls never interleave: no locks.
 */
import { type Engine, PROCESS_BATCH_EVENTS, type StagedEvent, type StoredEvent } from '../port.ts';
import { createClock, toIso } from './createClock.ts';
import {
  createTenantState,
  type EventRecord,
  forgetEvents,
  type Hubs,
  STATUS_OF_STAGE,
  type TenantState,
} from './createTenantState.ts';
import { keepEvent } from './raw/keepEvent.ts';
import { countTotals } from './reads/countTotals.ts';
import { findEvents } from './reads/findEvents.ts';
import { listStagedEvents } from './reads/listStagedEvents.ts';
import { createRunningTotals, listHours, listTabs } from './reads/runningTotals.ts';
import { toEventReply } from './reads/toEventReply.ts';
import { toEventRow } from './reads/toEventRow.ts';
import { noCounts, toPipelineCounts } from './reads/toPipelineCounts.ts';
import { replay } from './retry/replay.ts';
import { nothingDone, runPipeline } from './runPipeline.ts';
import { eraseVisitor, visitorTraces } from './upkeep/eraseVisitor.ts';
import { maintain, needsUpkeep } from './upkeep/maintain.ts';

export interface MemoryEngineOptions {
  /**
   * Called before an event is loaded into business. What it throws sets the event aside: for tests of failures.
   * An `EngineUnavailable` is a crash instead: what was being done ends there, and the event stays in staging.
   */
  onLoad?: (event: StagedEvent, customerId: string) => void;
  /** Milliseconds since 1970. Default `Date.now`. A clock that goes back is read as one that stands still. */
  now?: () => number;
}

export interface MemoryEngine extends Engine {
  /** The business keys of each hub, in the order they came. For tests: the other engines' hubs are read with SQL. */
  businessKeys(customerId: string): Record<keyof Hubs, string[]>;
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

    async addKey(customerId, { hash, scope, label = null, expiresAt = null, allowedOrigins = null }) {
      const { keys } = stateOf(customerId, 'add a key');
      const known = keys.get(hash);
      keys.set(hash, {
        hash,
        scope,
        label,
        expiresAt: expiresAt === null ? null : toIso(Date.parse(expiresAt) * 1000),
        allowedOrigins: allowedOrigins && [...allowedOrigins],
        createdAt: known?.createdAt ?? toIso(clock.tick()),
        revokedAt: known?.revokedAt ?? null,
        lastUsedAt: known?.lastUsedAt ?? null,
      });
    },

    async findKeys(customerId) {
      return Array.from(tenants.get(customerId)?.keys.values() ?? [], (key) => ({ ...key }));
    },

    async revokeKey(customerId, hash) {
      const key = tenants.get(customerId)?.keys.get(hash);
      if (key) key.revokedAt ??= toIso(clock.tick());
      return key !== undefined;
    },

    async expireKey(customerId, hash, at) {
      const key = tenants.get(customerId)?.keys.get(hash);
      const expiresAt = toIso(Date.parse(at) * 1000);
      if (key && (key.expiresAt === null || expiresAt < key.expiresAt)) key.expiresAt = expiresAt;
      return key !== undefined;
    },

    async touchKeys(customerId, hashes) {
      for (const hash of hashes) {
        const key = tenants.get(customerId)?.keys.get(hash);
        if (key) key.lastUsedAt = toIso(clock.tick());
      }
    },

    async store(customerId, events, { process }) {
      const state = stateOf(customerId, 'store events');
      const kept = events.map((event) => keepEvent(state, event, clock));
      // A repeat changes nothing: one of an event that still waits leaves it waiting.
      const fresh = kept.flatMap(({ record, duplicate }) => (duplicate ? [] : [record]));
      if (process) run(state, fresh);
      return kept.map(({ record, duplicate }) => toStoredEvent(record, duplicate));
    },

    async process(customerId, { maxBatches = Number.POSITIVE_INFINITY } = {}) {
      const state = tenants.get(customerId);
      if (state === undefined) return nothingDone();
      const waiting = [...state.pending].slice(0, maxBatches * PROCESS_BATCH_EVENTS);
      return run(state, [...waiting, ...state.retries.takeDue(clock.readMs())]);
    },

    async tenantsWithWork() {
      const nowMs = clock.readMs();
      return [...tenants]
        .filter(([, state]) => state.pending.size > 0 || state.retries.hasDue(nowMs))
        .map(([customerId]) => customerId);
    },

    async replay(customerId, which = {}) {
      return replay(stateOf(customerId, 'replay events'), which, clock.readMs());
    },

    async setRetention(customerId, days) {
      const state = tenants.get(customerId);
      if (state !== undefined) state.tenant.dataRetentionDays = days;
      return state !== undefined;
    },

    async tenantsToMaintain() {
      const nowMs = clock.readMs();
      return [...tenants].filter(([, state]) => needsUpkeep(state, nowMs)).map(([customerId]) => customerId);
    },

    async maintain(customerId, { now } = {}) {
      const state = tenants.get(customerId);
      const nowMs = now === undefined ? clock.readMs() : Date.parse(now);
      return state === undefined ? { sessionsClosed: 0, eventsForgotten: 0, idsForgotten: 0 } : maintain(state, nowMs);
    },

    async maintainStorage() {},

    async eraseVisitor(customerId, visitorId) {
      return eraseVisitor(stateOf(customerId, 'erase a visitor'), visitorId);
    },

    async visitorTraces(customerId, visitorId) {
      const state = tenants.get(customerId);
      return state === undefined ? {} : visitorTraces(state, visitorId);
    },

    async counts(customerId) {
      const state = tenants.get(customerId);
      return state === undefined ? noCounts() : toPipelineCounts(state);
    },

    async recentEvents(customerId, limit) {
      const newest = limit > 0 ? (tenants.get(customerId)?.order.slice(-limit) ?? []) : [];
      return newest.reverse().map(toEventRow);
    },

    async findEvents(customerId, query) {
      const state = tenants.get(customerId);
      return state === undefined ? { events: [], next: null } : findEvents(state, query);
    },

    async ledger(customerId, of) {
      const state = tenants.get(customerId);
      return state === undefined ? [] : listTabs(state.totals, of);
    },

    async lateness(customerId) {
      return [...(tenants.get(customerId)?.totals ?? createRunningTotals()).lateness];
    },

    async eventHours(customerId, { from, to, eventType }) {
      const state = tenants.get(customerId);
      return state === undefined ? [] : listHours(state.totals, from, to, eventType);
    },

    async findEvent(customerId, eventId) {
      const record = tenants.get(customerId)?.events.get(eventId);
      return record === undefined ? null : toEventReply(record);
    },

    async stagedEvents(customerId, filter = {}) {
      const state = tenants.get(customerId);
      return state === undefined ? [] : listStagedEvents(state, filter);
    },

    async now() {
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

    async totals() {
      return countTotals(tenants.values());
    },

    async ping() {},

    async reset(customerId) {
      const state = tenants.get(customerId);
      if (state !== undefined) forgetEvents(state);
    },

    businessKeys(customerId) {
      const hubs = tenants.get(customerId)?.hubs;
      const keysOf = (hub: keyof Hubs) => [...(hubs?.[hub].keys() ?? [])];
      return {
        event: keysOf('event'),
        session: keysOf('session'),
        visitor: keysOf('visitor'),
        page: keysOf('page'),
        item: keysOf('item'),
      };
    },

    async close() {
      tenants.clear();
    },
  };
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
