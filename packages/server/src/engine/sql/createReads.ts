import type { EventRow, LedgerTab } from '@onevault/contract';
import type { EventContent, EventCount, EventPage, PipelineTotals, Reads, StageChanges, StagedEvent } from '../port.ts';
import type { Statements } from './createStatements.ts';
import { toPipelineCounts } from './portRows.ts';

/** Implements `Reads` with SQL: each call is one statement. */
export function createReads({ one }: Statements): Omit<Reads, keyof StageChanges> {
  return {
    async counts(customerId) {
      return toPipelineCounts(
        await one(
          `select total, raw_pending, staging_pending, staged, loaded, rejected,
             util.iso(latest_event_at) as latest_event_at, util.iso(last_processed_at) as last_processed_at
           from read.pipeline_counts(auth.enter_customer($1))`,
          [customerId],
        ),
      );
    },

    async outcomes(customerId) {
      const row = await one('select set_aside, rejected from read.outcome_counts(auth.enter_customer($1))', [
        customerId,
      ]);
      return { setAside: Number(row.set_aside), rejected: Number(row.rejected) };
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
        [customerId, from ?? null, to ?? null, eventType ?? null],
      );
      return hours as EventCount[];
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

    async eventContent(customerId, eventId) {
      const { content } = await one('select read.event_content(auth.enter_customer($1), $2) as content', [
        customerId,
        eventId,
      ]);
      return (content as EventContent | null) ?? null;
    },

    async totals() {
      const { totals } = await one('select read.totals() as totals');
      return totals as PipelineTotals;
    },
  };
}
