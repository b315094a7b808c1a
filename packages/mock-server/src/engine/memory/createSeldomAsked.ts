/**
 * What of the engine is for operators, the dashboard and a closer look. A file of its own, loaded at the first call
 * (createMemoryEngine.ts), so that a page's own mock does not carry it.
 */
import type { Engine } from '../port.ts';
import { type Clock, toIso } from './createClock.ts';
import type { Hubs, TenantState } from './createTenantState.ts';
import { countTotals } from './reads/countTotals.ts';
import { findEvents } from './reads/findEvents.ts';
import { listHours } from './reads/listHours.ts';
import { listTabs } from './reads/listTabs.ts';
import { createRunningTotals } from './reads/runningTotals.ts';
import { toEventReply } from './reads/toEventReply.ts';
import { toEventRow } from './reads/toEventRow.ts';
import { replay } from './retry/replay.ts';
import { eraseVisitor, visitorTraces } from './upkeep/eraseVisitor.ts';
import { maintain, needsUpkeep } from './upkeep/maintain.ts';

export interface SeldomAsked
  extends Pick<
    Engine,
    | 'revokeKey'
    | 'expireKey'
    | 'touchKeys'
    | 'replay'
    | 'setRetention'
    | 'tenantsToMaintain'
    | 'maintain'
    | 'maintainStorage'
    | 'eraseVisitor'
    | 'visitorTraces'
    | 'recentEvents'
    | 'findEvents'
    | 'findEvent'
    | 'ledger'
    | 'lateness'
    | 'eventHours'
    | 'totals'
  > {
  /** The business keys of each hub, in the order they came. For tests: the other engines' hubs are read with SQL. */
  businessKeys(customerId: string): Promise<Record<keyof Hubs, string[]>>;
}

export function createSeldomAsked(tenants: ReadonlyMap<string, TenantState>, clock: Clock): SeldomAsked {
  const stateOf = (customerId: string, doing: string): TenantState => {
    const state = tenants.get(customerId);
    if (state === undefined) throw new Error(`Failed to ${doing}: no customer ${JSON.stringify(customerId)}.`);
    return state;
  };

  return {
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

    async totals() {
      return countTotals(tenants.values());
    },

    async businessKeys(customerId) {
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
  };
}
