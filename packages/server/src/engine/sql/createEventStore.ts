import type { EventReply, ProcessingResults } from '@onevault/contract';
import type { EventStore } from '../port.ts';
import type { Row } from './connection.ts';
import { LONG, type Statements } from './createStatements.ts';
import { toCustomer, toStoredEvent } from './portRows.ts';
import { processBatch } from './processBatch.ts';
import { retrySetAside } from './retrySetAside.ts';
import { toSqlEvents } from './toSqlEvents.ts';

const RETRIED_PORTIONS_A_BATCH = 5;
/** The limit for one call, so that other customers get their turn soon. */
const MAX_RETRIED_PORTIONS = 20;

/** Stores and processes events with SQL: each transaction is one statement. */
export function createEventStore({ rows, one }: Statements): EventStore {
  return {
    async upsertCustomer(customerId, customerName) {
      return toCustomer(await one('select * from auth.ensure_tenant($1, $2)', [customerId, customerName ?? null]));
    },

    async findCustomer(customerId) {
      const [row] = await rows('select * from auth.find_tenant(auth.enter_customer($1))', [customerId]);
      return row === undefined ? null : toCustomer(row);
    },

    async store(customerId, events, { process }) {
      if (events.length === 0) return [];
      const stored = await rows(
        `select event_id, duplicate, util.iso(received_timestamp) as received_at, status, reason
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
      // One transaction a batch: a failure keeps the finished batches, and readers see them at once.
      for (let batch = 0; batch < maxBatches; batch += 1) {
        // Events that arrive after the last batch wake the worker again.
        if (!(await processBatch({ one }, customerId, add))) break;
      }
      const maxPortions = Math.min(maxBatches * RETRIED_PORTIONS_A_BATCH, MAX_RETRIED_PORTIONS);
      await retrySetAside({ one }, customerId, maxPortions, add);
      const { result } = await one('select pipeline.processing_result($1, $2, $3) as result', [
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

    async customersWithWork() {
      const found = await rows('select customer_id from pipeline.tenants_with_work() as customer_id');
      return found.map((row) => String(row.customer_id));
    },

    async mark(customerId) {
      const { mark } = await one('select util.iso(mark) as mark from read.mark(auth.enter_customer($1)) as mark', [
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

    async findEvent(customerId, eventId) {
      const { event } = await one('select read.find_event(auth.enter_customer($1), $2) as event', [
        customerId,
        eventId,
      ]);
      return (event as EventReply['event'] | null) ?? null;
    },

    async reset(customerId) {
      await rows('select upkeep.reset(auth.enter_customer($1))', [customerId], LONG);
    },
  };
}
