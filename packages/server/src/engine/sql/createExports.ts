import { setTimeout as wait } from 'node:timers/promises';
import { type ExportedEvent, type Exports, NotSettled } from '../port.ts';
import type { Row } from './connection.ts';
import type { Statements } from './createStatements.ts';

/** Longer than a server's statement may take: what is still open then was opened by hand. */
const MAX_OPEN_MS = 15_000;
const ASK_MS = 20;

/** Implements `Exports` with SQL: docs/decisions/0043. */
export function createExports(
  { rows, one }: Statements,
  { maxOpenMs = MAX_OPEN_MS }: { maxOpenMs?: number } = {},
): Exports {
  return {
    async exportBound(customerId, { isProcessed, signal }) {
      const { bound } = await one('select read.export_bound(auth.enter_customer($1)) as bound', [customerId]);
      const { until, open } = bound as { until: string; open: string[] };
      const endMs = performance.now() + maxOpenMs;
      for (let left = open; left.length > 0; ) {
        if (performance.now() > endMs) {
          throw new NotSettled(`A transaction that stores events has been open for ${maxOpenMs / 1000} s`);
        }
        await wait(ASK_MS, undefined, signal && { signal });
        const { still } = await one('select to_jsonb(raw.open_transactions(auth.enter_customer($1))) as still', [
          customerId,
        ]);
        left = left.filter((transaction) => (still as string[]).includes(transaction));
      }
      if (!isProcessed) return until;
      const { pending } = await one('select util.iso(read.first_pending(auth.enter_customer($1))) as pending', [
        customerId,
      ]);
      return typeof pending === 'string' && pending < until ? pending : until;
    },

    async exportEvents(customerId, { after, until, eventType, status, page, sessionId, visitorId, limit = 1000 }) {
      const found = await rows(
        `select received_at, event_id, event_type, page_url, stage, reason, user_agent, staged, event_data
         from read.export_events(
           auth.enter_customer($1), $2::timestamptz, $3, $4::timestamptz, $5, $6, $7, $8, $9, $10)`,
        [
          customerId,
          after?.receivedAt ?? null,
          after?.eventId ?? null,
          until,
          eventType ?? null,
          status ?? null,
          page ?? null,
          sessionId ?? null,
          visitorId ?? null,
          limit,
        ],
      );
      // The place to go on from has no stage.
      const last = found.at(-1);
      const hasNext = last !== undefined && last.stage === null;
      return {
        events: (hasNext ? found.slice(0, -1) : found).map(toExportedEvent),
        next: hasNext ? { receivedAt: String(last.received_at), eventId: String(last.event_id) } : null,
      };
    },
  };
}

function toExportedEvent(row: Row): ExportedEvent {
  return {
    receivedAt: String(row.received_at),
    eventId: String(row.event_id),
    eventType: String(row.event_type),
    pageUrl: String(row.page_url),
    stage: row.stage as ExportedEvent['stage'],
    reason: row.reason as string | null,
    userAgent: row.user_agent as string | null,
    staged: row.staged as string | null,
    eventData: String(row.event_data),
  };
}
