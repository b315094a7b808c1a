/**
 * What of the engine is for operators, the dashboard and a closer look. A file of its own, loaded at the first call
 * (createMemoryEngine.ts), so that a page's own mock does not carry it.
 */
import type { AuditEntry } from '@onevault/contract';
import { type Engine, idOfKey, type StoredKey } from '@onevault/server/internal/engine/port';
import { type Clock, toIso } from './createClock.ts';
import type { Hubs, TenantState } from './createTenantState.ts';
import { countTotals } from './reads/countTotals.ts';
import { findEvents } from './reads/findEvents.ts';
import { hashVisitor, listAudit } from './reads/listAudit.ts';
import { listHours } from './reads/listHours.ts';
import { listTabs } from './reads/listTabs.ts';
import { createRunningTotals } from './reads/runningTotals.ts';
import { toEventReply } from './reads/toEventReply.ts';
import { toEventRow } from './reads/toEventRow.ts';
import { type AuditDetails, recordAudit } from './recordAudit.ts';
import { replay } from './retry/replay.ts';
import { eraseVisitor, visitorTraces } from './upkeep/eraseVisitor.ts';
import { maintain, needsUpkeep } from './upkeep/maintain.ts';

export interface SeldomAsked
  extends Pick<
    Engine,
    | 'addKey'
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
    | 'auditTrail'
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

  const note = (state: TenantState, action: AuditEntry['action'], details: AuditDetails, by: string | undefined) =>
    recordAudit(state, toIso(clock.tick()), action, details, by);

  return {
    async addKey(customerId, { hash, scope, label = null, expiresAt = null, allowedOrigins = null }, by) {
      const state = stateOf(customerId, 'add a key');
      const known = state.keys.get(hash);
      const key: StoredKey = {
        hash,
        scope,
        label,
        expiresAt: expiresAt === null ? null : toIso(Date.parse(expiresAt) * 1000),
        allowedOrigins: allowedOrigins && [...allowedOrigins],
        createdAt: known?.createdAt ?? toIso(clock.tick()),
        revokedAt: known?.revokedAt ?? null,
        lastUsedAt: known?.lastUsedAt ?? null,
      };
      state.keys.set(hash, key);
      const details = { key: idOfKey(key), scope, label, expires_at: key.expiresAt, origins: key.allowedOrigins };
      note(state, known ? 'key_changed' : 'key_created', details, by);
    },

    async revokeKey(customerId, hash, by) {
      const state = tenants.get(customerId);
      const key = state?.keys.get(hash);
      if (state && key?.revokedAt === null) {
        key.revokedAt = toIso(clock.tick());
        note(state, 'key_revoked', { key: idOfKey(key) }, by);
      }
      return key !== undefined;
    },

    async expireKey(customerId, hash, at, by) {
      const state = tenants.get(customerId);
      const key = state?.keys.get(hash);
      const expiresAt = toIso(Date.parse(at) * 1000);
      if (state && key) note(state, 'key_rotated', { key: idOfKey(key), ends_at: expiresAt }, by);
      if (key && (key.expiresAt === null || expiresAt < key.expiresAt)) key.expiresAt = expiresAt;
      return key !== undefined;
    },

    async touchKeys(customerId, hashes) {
      for (const hash of hashes) {
        const key = tenants.get(customerId)?.keys.get(hash);
        if (key) key.lastUsedAt = toIso(clock.tick());
      }
    },

    async replay(customerId, which = {}, by) {
      const state = stateOf(customerId, 'replay events');
      const events = replay(state, which, clock.readMs());
      const { eventIds, rule, from, to } = which;
      if (events > 0) note(state, 'events_replayed', { events, named: eventIds?.length, rule, from, to }, by);
      return events;
    },

    async setRetention(customerId, days, by) {
      const state = tenants.get(customerId);
      const from = state?.tenant.dataRetentionDays;
      if (state !== undefined && from !== days) {
        state.tenant.dataRetentionDays = days;
        note(state, 'retention_changed', { from_days: from, to_days: days }, by);
      }
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

    async eraseVisitor(customerId, visitorId, by) {
      const state = stateOf(customerId, 'erase a visitor');
      const hash = await hashVisitor(state, visitorId);
      const erased = eraseVisitor(state, visitorId);
      const rows = Object.values(erased.rows).reduce((sum, count) => sum + count, 0);
      note(state, 'visitor_erased', { visitor_hash: hash, events: erased.events, rows }, by);
      return erased;
    },

    async visitorTraces(customerId, visitorId) {
      const state = tenants.get(customerId);
      return state === undefined ? {} : visitorTraces(state, visitorId);
    },

    async auditTrail(customerId, query) {
      const state = tenants.get(customerId);
      return state === undefined ? [] : listAudit(state, query);
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
