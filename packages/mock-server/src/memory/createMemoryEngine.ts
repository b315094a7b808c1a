/**
 * The whole pipeline in plain objects: raw → staging → business → reads. For unit tests and for a mock in a browser: it
 * starts at once, needs nothing, and loses all events when the process ends. It has no `Operations`.
 *
 * Every call reads and writes its customers without awaiting anything, so calls never interleave and need no locks.
 */
import {
  type Engine,
  PROCESS_BATCH_EVENTS,
  type StagedEvent,
  type StoredEvent,
} from '@onevault/server/internal/engine/port';
import { createClock, toIso } from './createClock.ts';
import { type CustomerState, createCustomerState, type Hubs } from './createCustomerState.ts';
import { type EventRecord, STATUS_OF_STAGE } from './eventRecord.ts';
import { storeRawEvent } from './raw/storeRawEvent.ts';
import { findEvents } from './reads/findEvents.ts';
import { listHours } from './reads/listHours.ts';
import { listStagedEvents, toEventContent } from './reads/listStagedEvents.ts';
import { listTabs } from './reads/listTabs.ts';
import { createRunningTotals } from './reads/runningTotals.ts';
import { isPlace, listStageChanges, noteChange } from './reads/stageChanges.ts';
import { toEventReply } from './reads/toEventReply.ts';
import { toEventRow } from './reads/toEventRow.ts';
import { emptyCounts, toPipelineCounts } from './reads/toPipelineCounts.ts';
import { noResults, runPipeline } from './runPipeline.ts';

export interface MemoryEngineOptions {
  /**
   * Called before an event is loaded into business, for tests of failures. An error sets the event aside. An
   * `EngineUnavailable` is a crash instead: processing ends there, and the event stays in staging.
   */
  onLoad?: (event: StagedEvent, customerId: string) => void;
  /** Milliseconds since 1970. Default `Date.now`. A clock that goes back is treated as standing still. */
  now?: () => number;
}

export interface MemoryEngine extends Engine {
  readonly operations: null;
  /** When the next set-aside event is retried: milliseconds since 1970; null if none waits. */
  nextRetryMs(): number | null;
  /** The business keys of each hub, in the order of arrival. For tests; they read other engines' hubs with SQL. */
  businessKeys(customerId: string): Record<keyof Hubs, string[]>;
}

/** Creates the engine; it is ready at once. */
export function createMemoryEngine(options: MemoryEngineOptions = {}): MemoryEngine {
  const clock = createClock(options.now ?? Date.now);
  const customers = new Map<string, CustomerState>();
  let changeNumber = 0;
  const nextChangeNumber = () => {
    changeNumber += 1;
    return changeNumber;
  };

  const run = (state: CustomerState, records: Iterable<EventRecord>) =>
    runPipeline(state, records, { clock, nextChangeNumber, onLoad: options.onLoad });

  return {
    kind: 'memory',
    durability: 'Events live in the memory of this process and are lost when it ends.',
    operations: null,

    async upsertCustomer(customerId, customerName) {
      const state = customers.get(customerId) ?? createCustomerState(customerId);
      customers.set(customerId, state);
      if (customerName !== undefined) state.customer.customerName = customerName;
      return { ...state.customer };
    },

    async findCustomer(customerId) {
      const state = customers.get(customerId);
      return state === undefined ? null : { ...state.customer };
    },

    async store(customerId, events, { process }) {
      const state = customers.get(customerId);
      if (state === undefined) throw new Error(`Failed to store events: no customer ${JSON.stringify(customerId)}.`);
      const kept = events.map((event) => storeRawEvent(state, event, clock));
      // A repeated event changes nothing, even if the first one still waits.
      const fresh = kept.flatMap(({ record, duplicate }) => (duplicate ? [] : [record]));
      for (const record of fresh) noteChange(state, record, nextChangeNumber);
      if (process) run(state, fresh);
      return kept.map(({ record, duplicate }) => toStoredEvent(record, duplicate));
    },

    async process(customerId, { maxBatches = Number.POSITIVE_INFINITY } = {}) {
      const state = customers.get(customerId);
      if (state === undefined) return noResults();
      const waiting = [...state.pending].slice(0, maxBatches * PROCESS_BATCH_EVENTS);
      return run(state, [...waiting, ...state.retries.takeDue(clock.readMs())]);
    },

    async customersWithWork() {
      const nowMs = clock.readMs();
      return [...customers]
        .filter(([, state]) => state.pending.size > 0 || (state.retries.nextDueMs() ?? Infinity) <= nowMs)
        .map(([customerId]) => customerId);
    },

    async mark() {
      return toIso(clock.tick());
    },

    async pendingBefore(customerId, mark) {
      const state = customers.get(customerId);
      let count = state?.retries.countDue(Date.parse(mark)) ?? 0;
      for (const record of state?.pending ?? []) {
        if (record.receivedAt > mark) break; // Waiting events are in order of arrival.
        count += 1;
      }
      return count;
    },

    async findEvent(customerId, eventId) {
      const record = customers.get(customerId)?.events.get(eventId);
      return record === undefined ? null : toEventReply(record);
    },

    async reset(customerId) {
      const customer = customers.get(customerId)?.customer;
      if (customer !== undefined) customers.set(customerId, { ...createCustomerState(customerId), customer });
    },

    async counts(customerId) {
      const state = customers.get(customerId);
      return state === undefined ? emptyCounts() : toPipelineCounts(state);
    },

    async outcomes(customerId) {
      const { set_aside: setAside, rejected } = customers.get(customerId)?.counts ?? { set_aside: 0, rejected: 0 };
      return { setAside, rejected };
    },

    async recentEvents(customerId, limit) {
      const newest = limit > 0 ? (customers.get(customerId)?.order.slice(-limit) ?? []) : [];
      return newest.reverse().map(toEventRow);
    },

    async findEvents(customerId, query) {
      const state = customers.get(customerId);
      return state === undefined ? { events: [], next: null } : findEvents(state, query);
    },

    async ledger(customerId, of) {
      const state = customers.get(customerId);
      return state === undefined ? [] : listTabs(state.totals, of);
    },

    async lateness(customerId) {
      return [...(customers.get(customerId)?.totals ?? createRunningTotals()).lateness];
    },

    async eventHours(customerId, range) {
      const state = customers.get(customerId);
      return state === undefined ? [] : listHours(state.totals, clock.readMs(), range);
    },

    async stagedEvents(customerId, filter = {}) {
      const state = customers.get(customerId);
      return state === undefined ? [] : listStagedEvents(state, filter);
    },

    async eventContent(customerId, eventId) {
      const record = customers.get(customerId)?.events.get(eventId);
      return record === undefined ? null : toEventContent(record);
    },

    async stageChanges(customerId, { after, limit }) {
      return listStageChanges(customers.get(customerId) ?? createCustomerState(''), after, limit);
    },

    checkPlace: (place) => (isPlace(place) ? 'valid' : 'malformed'),

    async totals() {
      // Only health and metrics ask for it, which a mock in a browser does not have.
      const { countTotals } = await import('./reads/countTotals.ts');
      return countTotals(customers.values(), clock.readMs());
    },

    nextRetryMs() {
      const due = [...customers.values()].flatMap(({ retries }) => retries.nextDueMs() ?? []);
      return due.length === 0 ? null : Math.min(...due);
    },

    businessKeys(customerId) {
      const { event, session, visitor, page, item } = (customers.get(customerId) ?? createCustomerState('')).hubs;
      const keysOf = (hub: Hubs[keyof Hubs]) => [...hub.keys()];
      return {
        event: keysOf(event),
        session: keysOf(session),
        visitor: keysOf(visitor),
        page: keysOf(page),
        item: keysOf(item),
      };
    },

    async ping() {},

    async close() {
      customers.clear();
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
