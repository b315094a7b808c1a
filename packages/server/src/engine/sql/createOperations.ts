import type { AuditEntry } from '@onevault/contract';
import { type Erasure, type Exports, type Operations, type PastRetention, TooManyConnectedIds } from '../port.ts';
import { sqlStateOf } from './connection.ts';
import { createAlerts } from './createAlerts.ts';
import { createReports } from './createReports.ts';
import { createSaved } from './createSaved.ts';
import { createSessions } from './createSessions.ts';
import { DEFAULT_ACTOR, LONG, type Statements } from './createStatements.ts';
import { toStoredKey } from './portRows.ts';

/** `program_limit_exceeded` */
const LIMIT_EXCEEDED = '54000';
/** How much one maintenance transaction does: about 50 ms of work. */
const SESSIONS_A_PORTION = 500;
const FORGOTTEN_A_PORTION = 5_000;
const IDS_A_CALL = 20_000;
/** The limit per call: enough to delete 100,000 events a minute, and other customers get their turn soon. */
const MAX_PORTIONS = 20;
/** Only after an upgrade from a version without facts: 200,000 events a minute. */
const FILLED_A_PORTION = 1_000;
const MAX_FILLED_PORTIONS = 200;
const PACKED_A_PORTION = 2_000;

/** Implements `Operations` with SQL, except exports, history and checks: each call is one statement, maintenance a few short ones. */
export function createOperations(
  statements: Statements,
  analytics: Operations['analytics'],
): Omit<Operations, keyof Exports | 'history' | 'checks'> {
  const { rows, one } = statements;
  return {
    analytics,
    alerts: createAlerts(statements),
    saved: createSaved(statements),
    sessions: createSessions(statements),
    reports: createReports(statements),

    async addKey(customerId, key, by = DEFAULT_ACTOR) {
      const { hash, scope, label = null, expiresAt = null, allowedOrigins = null, segmentId = null } = key;
      await rows(
        `select auth.add_key(auth.enter_as($1, $2), decode($3, 'hex'), $4, $5, $6::timestamptz, $7::text[], $8::uuid,
           decode($9, 'hex'), $10)`,
        [
          customerId,
          by,
          hash,
          scope,
          label,
          expiresAt,
          allowedOrigins,
          segmentId,
          key.linkHash ?? null,
          key.environment ?? null,
        ],
      );
    },

    async findKeys(customerId) {
      const found = await rows(
        `select encode(key_hash, 'hex') as hash, scope, label, to_jsonb(allowed_origins) as allowed_origins,
           segment_id::text as segment_id, encode(link_hash, 'hex') as link_hash, environment,
           util.iso(created_at) as created_at, util.iso(expires_at) as expires_at,
           util.iso(revoked_at) as revoked_at, util.iso(last_used_at) as last_used_at
         from auth.find_keys(auth.enter_customer($1))`,
        [customerId],
      );
      return found.map(toStoredKey);
    },

    async hasKeys() {
      const { found } = await one('select auth.has_keys() as found');
      return found === true;
    },

    async revokeKey(customerId, hash, by = DEFAULT_ACTOR) {
      const { found } = await one(`select auth.revoke_key(auth.enter_as($1, $2), decode($3, 'hex')) as found`, [
        customerId,
        by,
        hash,
      ]);
      return found === true;
    },

    async expireKey(customerId, hash, at, by = DEFAULT_ACTOR) {
      const { found } = await one(
        `select auth.expire_key(auth.enter_as($1, $2), decode($3, 'hex'), $4::timestamptz) as found`,
        [customerId, by, hash, at],
      );
      return found === true;
    },

    async touchKeys(customerId, hashes) {
      await rows(
        `select auth.touch_keys(auth.enter_customer($1),
           (select array_agg(decode(hash, 'hex')) from unnest($2::text[]) as hash))`,
        [customerId, hashes],
      );
    },

    async setRetention(customerId, days, by = DEFAULT_ACTOR) {
      const { found } = await one('select auth.set_retention(auth.enter_as($1, $2), $3) as found', [
        customerId,
        by,
        days,
      ]);
      return found === true;
    },

    async countPastRetention(customerId, days, most, { now } = {}) {
      const { counts } = await one(
        'select upkeep.count_past_retention(auth.enter_customer($1), $2, $3, $4) as counts',
        [customerId, days, most, now ?? null],
        LONG,
      );
      return counts as PastRetention;
    },

    async customersToMaintain() {
      const found = await rows('select customer_id from upkeep.tenants_to_maintain() as customer_id');
      return found.map((row) => String(row.customer_id));
    },

    async maintain(customerId, { now } = {}) {
      // One short transaction a portion.
      const inPortions = async (text: string, portion: number): Promise<number> => {
        let total = 0;
        for (let call = 0; call < MAX_PORTIONS; call += 1) {
          const { done } = await one(text, [customerId, portion, now ?? null]);
          total += Number(done);
          if (Number(done) < portion) break;
        }
        return total;
      };
      for (let call = 0; call < MAX_FILLED_PORTIONS; call += 1) {
        const { done } = await one('select upkeep.fill_facts(auth.enter_customer($1), $2) as done', [
          customerId,
          FILLED_A_PORTION,
        ]);
        if (Number(done) < FILLED_A_PORTION) break;
      }
      await inPortions('select upkeep.forget_facts(auth.enter_customer($1), $2, $3) as done', FORGOTTEN_A_PORTION);
      await inPortions('select upkeep.pack_sessions(auth.enter_customer($1), $2, $3) as done', PACKED_A_PORTION);
      await inPortions('select upkeep.forget_history(auth.enter_customer($1), $2, $3) as done', FORGOTTEN_A_PORTION);
      return {
        sessionsClosed: await inPortions(
          'select upkeep.close_sessions(auth.enter_customer($1), $2, $3) as done',
          SESSIONS_A_PORTION,
        ),
        eventsForgotten: await inPortions(
          'select upkeep.forget_events(auth.enter_customer($1), $2, $3) as done',
          FORGOTTEN_A_PORTION,
        ),
        idsForgotten: Number(
          (
            await one('select upkeep.forget_ids(auth.enter_customer($1), $2, $3) as done', [
              customerId,
              IDS_A_CALL,
              now ?? null,
            ])
          ).done,
        ),
      };
    },

    async maintainStorage() {
      await rows('select upkeep.open_months()', [], LONG);
      await rows('select upkeep.drop_months()', [], LONG);
    },

    async replay(customerId, { eventIds, rule, from, to } = {}, by = DEFAULT_ACTOR) {
      const { due } = await one(
        'select pipeline.replay(auth.enter_customer($1), $2, $3, $4::timestamptz, $5::timestamptz, $6) as due',
        [customerId, eventIds ?? null, rule ?? null, from ?? null, to ?? null, by],
        LONG,
      );
      return Number(due);
    },

    async eraseVisitor(customerId, visitorId, by = DEFAULT_ACTOR, { followAliases = true } = {}) {
      const { erased } = await one(
        'select upkeep.erase_visitor(auth.enter_customer($1), $2, $3, $4) as erased',
        [customerId, visitorId, by, followAliases],
        LONG,
      ).catch((error: unknown) => {
        if (sqlStateOf(error) !== LIMIT_EXCEEDED) throw error;
        throw new TooManyConnectedIds(error instanceof Error ? error.message : String(error));
      });
      return erased as Erasure;
    },

    async visitorTraces(customerId, visitorId, connected = []) {
      const found = await rows(
        'select table_name, found from read.visitor_traces(auth.enter_customer($1), $2, $3::text[])',
        [customerId, visitorId, connected],
        LONG,
      );
      return Object.fromEntries(found.map((row) => [String(row.table_name), Number(row.found)]));
    },

    async auditTrail(customerId, { limit, before, visitorId }) {
      const { entries } = await one(
        'select read.audit_entries(auth.enter_customer($1), $2, $3::timestamptz, $4::uuid, $5) as entries',
        [customerId, limit, before?.at ?? null, before?.id ?? null, visitorId ?? null],
      );
      return entries as AuditEntry[];
    },
  };
}
