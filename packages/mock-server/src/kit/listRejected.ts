import type { Reason } from '@onevault/contract';
import type { Engine } from '@onevault/server/internal/engine/port';
import type { RefusedEvent } from '@onevault/server/internal/service/eventHooks';

/** An event that did not reach the business layer, with the reason. */
export interface RejectedRow {
  /** Null if the client sent none. */
  event_id: string | null;
  event_type: string | null;
  page_url: string | null;
  /** `refused`: not stored. `rejected`: stored but invalid. `set_aside`: stored, will be retried. */
  stage: 'refused' | 'rejected' | 'set_aside';
  reason: Reason;
}

const MAX_ROWS = 10_000;
const UNKNOWN: Reason = { rule: 'unknown', pointer: '', message: 'no reason is known' };

/** Refused events, then stored events that were rejected or set aside; oldest first. */
export async function listRejected(
  engine: Engine,
  customerId: string,
  refused: readonly RefusedEvent[],
): Promise<RejectedRow[]> {
  const stored: RejectedRow[] = [];
  const { rejected } = await engine.counts(customerId);
  if (rejected > 0) {
    for (const row of (await engine.recentEvents(customerId, MAX_ROWS)).reverse()) {
      if (row.business_status !== '❌ Set aside') continue;
      const event = await engine.findEvent(customerId, row.event_id);
      if (event === null) continue;
      const { event_id, event_type, page_url, stage, reason } = event;
      stored.push({
        event_id,
        event_type,
        page_url,
        stage: stage === 'rejected' ? stage : 'set_aside',
        reason: reason ?? UNKNOWN,
      });
    }
  }
  return [...refused.flatMap(toRows), ...stored];
}

function toRows({ event, reasons }: RefusedEvent): RejectedRow[] {
  const sent = (typeof event === 'object' && event !== null ? event : {}) as Record<string, unknown>;
  const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
  return reasons.map((reason) => ({
    event_id: textOf(sent.event_id),
    event_type: textOf(sent.event_type),
    page_url: textOf(sent.page_url),
    stage: 'refused',
    reason,
  }));
}
