import { createHash } from 'node:crypto';
import type { AuditEntry, EventReply, EventRow, LedgerTab, ProcessingResults } from '@onevault/contract';
import {
  type Engine,
  type Erasure,
  type EventCount,
  type EventPage,
  type PipelineTotals,
  PROCESS_BATCH_EVENTS,
  type StagedEvent,
} from '../port.ts';
import { type QueryOptions, type Row, type SqlConnection, sqlStateOf } from './connection.ts';
import { DEFAULT_ROLE, installSchema } from './installSchema.ts';
import { toPipelineCounts, toStoredEvent, toStoredKey, toTenant } from './portRows.ts';
import { toSqlEvents } from './toSqlEvents.ts';

/** A deadlock or a serialization failure is nobody's fault and goes away; three in a row are something else. */
const MAX_ATTEMPTS = 3;
/** What one transaction of maintenance does: some 50 ms of work. */
const SESSIONS_A_PORTION = 500;
const FORGOTTEN_A_PORTION = 5_000;
const RETRIED_A_PORTION = 20;
const RETRIED_PORTIONS_A_BATCH = 5;
const IDS_A_CALL = 20_000;
/** Of each kind in one call: 100,000 events a minute can be forgotten, and nobody waits long for his turn. */
const MAX_PORTIONS = 20;
/** Who does what nobody says who does: this program. */
const BY_DEFAULT = 'server';
/** What enters the customer of a call. */
const ENTER = 'auth.enter_customer($1)';
/** For what works on all of a tenant's events at once. */
const LONG = { isLong: true };

/**
 * The engine over a database that speaks PostgreSQL. All meaning is in `sql/functions`; here each call of
 * the port is one statement that enters its tenant. The schema is installed as who connects; everything else
 * is done as `role`, which sees the rows of the entered tenant only.
 */
export async function createSqlEngine(
  connection: SqlConnection,
  about: Pick<Engine, 'kind' | 'durability'>,
  { role = DEFAULT_ROLE }: { role?: string } = {},
): Promise<Engine> {
  const wall = await installSchema(connection, role);
  if (wall.isUp) await connection.assumeRole(role);

  const rows = async (text: string, params: readonly unknown[] = [], options: QueryOptions = {}): Promise<Row[]> => {
    if (!wall.isUp && text.includes(ENTER))
      return query(
        text.replace(ENTER, () => '$1'),
        [tenantHk(params[0]), ...params.slice(1)],
        options,
      );
    return query(text, params, options);
  };
  const query = async (text: string, params: readonly unknown[], options: QueryOptions): Promise<Row[]> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await connection.query(text, params, options);
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !sqlStateOf(error)?.startsWith('40')) throw error;
      }
    }
  };
  const one = async (text: string, params: readonly unknown[] = [], options: QueryOptions = {}): Promise<Row> => {
    const [row] = await rows(text, params, options);
    if (row === undefined) throw new Error(`No row from: ${text}`);
    return row;
  };

  return {
    ...about,
    wall,

    async upsertTenant(customerId, customerName) {
      return toTenant(await one('select * from auth.ensure_tenant($1, $2)', [customerId, customerName ?? null]));
    },

    async findTenant(customerId) {
      const [row] = await rows('select * from auth.find_tenant(auth.enter_customer($1))', [customerId]);
      return row === undefined ? null : toTenant(row);
    },

    async addKey(customerId, { hash, scope, label, expiresAt, allowedOrigins }, by = BY_DEFAULT) {
      await rows(`select auth.add_key(auth.enter_as($1, $2), decode($3, 'hex'), $4, $5, $6::timestamptz, $7::text[])`, [
        customerId,
        by,
        hash,
        scope,
        label ?? null,
        expiresAt ?? null,
        allowedOrigins ?? null,
      ]);
    },

    async findKeys(customerId) {
      const found = await rows(
        `select encode(key_hash, 'hex') as hash, scope, label, to_jsonb(allowed_origins) as allowed_origins,
           api.iso(created_at) as created_at, api.iso(expires_at) as expires_at,
           api.iso(revoked_at) as revoked_at, api.iso(last_used_at) as last_used_at
         from auth.find_keys(auth.enter_customer($1))`,
        [customerId],
      );
      return found.map(toStoredKey);
    },

    async revokeKey(customerId, hash, by = BY_DEFAULT) {
      const { found } = await one(`select auth.revoke_key(auth.enter_as($1, $2), decode($3, 'hex')) as found`, [
        customerId,
        by,
        hash,
      ]);
      return found === true;
    },

    async expireKey(customerId, hash, at, by = BY_DEFAULT) {
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

    async store(customerId, events, { process }) {
      if (events.length === 0) return [];
      const stored = await rows(
        `select event_id, duplicate, api.iso(received_timestamp) as received_at, status, reason
         from api.store_events(auth.enter_customer($1), $2::jsonb, $3, $4::jsonb)`,
        [customerId, ...toSqlEvents(events, process)],
      );
      return stored.map(toStoredEvent);
    },

    async process(customerId, { maxBatches = Number.POSITIVE_INFINITY, by } = {}) {
      const total = { staged: 0, invalid: 0, loaded: 0, failed: 0 };
      const add = (row: Row): number => {
        for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += Number(row[key] ?? 0);
        return Number(row.staged) + Number(row.invalid ?? 0) + Number(row.failed);
      };
      // A transaction a batch: what is done stays done, and readers see it at once.
      for (let batch = 0; batch < maxBatches; batch += 1) {
        const claimed = add(
          await one('select * from staging.process_pending(auth.enter_customer($1), $2)', [
            customerId,
            PROCESS_BATCH_EVENTS,
          ]),
        );
        // One that is not full is the last; who came meanwhile has woken somebody.
        if (claimed < PROCESS_BATCH_EVENTS) break;
      }
      // Portion by portion: after a replay many are due. Each is tried once, so there is an end.
      for (let portion = 0; portion < Math.min(maxBatches * RETRIED_PORTIONS_A_BATCH, MAX_PORTIONS); portion += 1) {
        const tried = add(
          await one('select * from staging.retry_set_aside(auth.enter_customer($1), $2)', [
            customerId,
            RETRIED_A_PORTION,
          ]),
        );
        if (tried === 0) break;
      }
      const { result } = await one('select staging.processing_result($1, $2, $3) as result', [
        total.staged + total.invalid,
        total.loaded,
        total.invalid + total.failed,
      ]);
      const results = result as ProcessingResults;
      if (by !== undefined && results.total_processed > 0) {
        const { total_success_count: loaded, total_error_count: failed } = results;
        await rows(`select audit.record(auth.enter_as($1, $2), 'events_processed', $3::jsonb)`, [
          customerId,
          by,
          JSON.stringify({ loaded, failed }),
        ]);
      }
      return results;
    },

    async tenantsWithWork() {
      const found = await rows('select customer_id from staging.tenants_with_work() as customer_id');
      return found.map((row) => String(row.customer_id));
    },

    async replay(customerId, { eventIds, rule, from, to } = {}, by = BY_DEFAULT) {
      const { due } = await one(
        'select staging.replay(auth.enter_customer($1), $2, $3, $4::timestamptz, $5::timestamptz, $6) as due',
        [customerId, eventIds ?? null, rule ?? null, from ?? null, to ?? null, by],
        LONG,
      );
      return Number(due);
    },

    async setRetention(customerId, days, by = BY_DEFAULT) {
      const { found } = await one('select auth.set_retention(auth.enter_as($1, $2), $3) as found', [
        customerId,
        by,
        days,
      ]);
      return found === true;
    },

    async tenantsToMaintain() {
      const found = await rows('select customer_id from read.tenants_to_maintain() as customer_id');
      return found.map((row) => String(row.customer_id));
    },

    async maintain(customerId, { now } = {}) {
      // A transaction a portion, none of them long.
      const inPortions = async (text: string, portion: number): Promise<number> => {
        let total = 0;
        for (let call = 0; call < MAX_PORTIONS; call += 1) {
          const { done } = await one(text, [customerId, portion, now ?? null]);
          total += Number(done);
          if (Number(done) < portion) break;
        }
        return total;
      };
      return {
        sessionsClosed: await inPortions(
          'select business.close_sessions(auth.enter_customer($1), $2, $3) as done',
          SESSIONS_A_PORTION,
        ),
        eventsForgotten: await inPortions(
          'select raw.forget_events(auth.enter_customer($1), $2, $3) as done',
          FORGOTTEN_A_PORTION,
        ),
        idsForgotten: Number(
          (
            await one('select raw.forget_ids(auth.enter_customer($1), $2, $3) as done', [
              customerId,
              IDS_A_CALL,
              now ?? null,
            ])
          ).done,
        ),
      };
    },

    async maintainStorage() {
      await rows('select raw.open_months()', [], LONG);
      await rows('select raw.drop_months()', [], LONG);
    },

    async eraseVisitor(customerId, visitorId, by = BY_DEFAULT) {
      const { erased } = await one(
        'select api.erase_visitor(auth.enter_customer($1), $2, $3) as erased',
        [customerId, visitorId, by],
        LONG,
      );
      return erased as Erasure;
    },

    async visitorTraces(customerId, visitorId) {
      const found = await rows(
        'select table_name, found from read.visitor_traces(auth.enter_customer($1), $2)',
        [customerId, visitorId],
        LONG,
      );
      return Object.fromEntries(found.map((row) => [String(row.table_name), Number(row.found)]));
    },

    async auditTrail(customerId, { limit, before, visitorId }) {
      const { entries } = await one(
        'select audit.entries(auth.enter_customer($1), $2, $3::timestamptz, $4::uuid, $5) as entries',
        [customerId, limit, before?.at ?? null, before?.id ?? null, visitorId ?? null],
      );
      return entries as AuditEntry[];
    },

    async counts(customerId) {
      return toPipelineCounts(
        await one(
          `select total, raw_pending, staging_pending, staged, loaded, rejected,
             api.iso(latest_event_at) as latest_event_at, api.iso(last_processed_at) as last_processed_at
           from read.pipeline_counts(auth.enter_customer($1))`,
          [customerId],
        ),
      );
    },

    async recentEvents(customerId, limit) {
      const { events } = await one('select read.recent_events(auth.enter_customer($1), $2) as events', [
        customerId,
        limit,
      ]);
      return events as EventRow[];
    },

    async findEvents(customerId, query) {
      const { page } = await one(
        `select read.find_events(auth.enter_customer($1), $2, $3, $4, $5::timestamptz, $6::timestamptz, $7, $8, $9,
           $10::timestamptz, $11) as page`,
        [
          customerId,
          query.limit,
          query.eventType ?? null,
          query.status ?? null,
          query.from ?? null,
          query.to ?? null,
          query.page ?? null,
          query.sessionId ?? null,
          query.visitorId ?? null,
          query.before?.receivedAt ?? null,
          query.before?.eventId ?? null,
        ],
      );
      return page as EventPage;
    },

    async ledger(customerId, of) {
      const { tabs } = await one('select read.ledger(auth.enter_customer($1), $2, $3) as tabs', [
        customerId,
        'sessionId' in of ? of.sessionId : null,
        'tabId' in of ? of.tabId : null,
      ]);
      return tabs as LedgerTab[];
    },

    async lateness(customerId) {
      const { counts } = await one(
        'select to_jsonb(counts) as counts from read.lateness_counts(auth.enter_customer($1)) as counts',
        [customerId],
      );
      return counts as number[];
    },

    async eventHours(customerId, { from, to, eventType }) {
      const { hours } = await one(
        'select read.hours(auth.enter_customer($1), $2::timestamptz, $3::timestamptz, $4) as hours',
        [customerId, from, to, eventType ?? null],
      );
      return hours as EventCount[];
    },

    async findEvent(customerId, eventId) {
      const { event } = await one('select read.find_event(auth.enter_customer($1), $2) as event', [
        customerId,
        eventId,
      ]);
      return (event as EventReply['event'] | null) ?? null;
    },

    async stagedEvents(customerId, filter = {}) {
      const { events } = await one('select read.staged_events(auth.enter_customer($1), $2, $3, $4) as events', [
        customerId,
        filter.eventType ?? null,
        filter.sessionId ?? null,
        filter.limit ?? 1000,
      ]);
      return events as StagedEvent[];
    },

    async mark(customerId) {
      const { mark } = await one('select api.iso(mark) as mark from read.mark(auth.enter_customer($1)) as mark', [
        customerId,
      ]);
      return String(mark);
    },

    async pendingBefore(customerId, mark) {
      const { pending } = await one('select read.pending_before(auth.enter_customer($1), $2::timestamptz) as pending', [
        customerId,
        mark,
      ]);
      return Number(pending);
    },

    async totals() {
      const { totals } = await one('select read.totals() as totals');
      return totals as PipelineTotals;
    },

    async ping() {
      await rows('select 1');
    },

    async reset(customerId) {
      await rows('select read.reset(auth.enter_customer($1))', [customerId], LONG);
    },

    close: () => connection.close(),
  };
}

/**
 * A tenant's hash key, as `auth.tenant_hk` has it: where there is no wall, nothing needs to be entered, and distributed
 * PostgreSQL hands a call on to the tenant's machine only where the argument is a plain parameter (docs/scale-out.md).
 */
function tenantHk(customerId: unknown): Uint8Array {
  return createHash('sha256').update(String(customerId), 'utf8').digest();
}
