/** Full rows of staged events, newest last; above the limit, only the newest. */
import type { Stage } from '@onevault/contract';
import type { EventContent, StagedEvent, StagedFilter } from '@onevault/server/internal/engine/port';
import type { CustomerState } from '../createCustomerState.ts';
import type { EventRecord, StagedRow } from '../eventRecord.ts';

const DEFAULT_LIMIT = 1_000;

export function listStagedEvents({ order }: CustomerState, filter: StagedFilter): StagedEvent[] {
  const { eventType, sessionId, limit = DEFAULT_LIMIT } = filter;
  const found: StagedEvent[] = [];
  for (let index = order.length - 1; index >= 0 && found.length < limit; index -= 1) {
    const record = order[index];
    if (record === undefined || record.staged === null) continue;
    if (eventType !== undefined && record.staged.event_type !== eventType) continue;
    if (sessionId !== undefined && record.staged.session_id !== sessionId) continue;
    found.push(toStagedEvent(record.staged, record.stage));
  }
  return found.reverse();
}

/** What one event brought, and what staging made of it. */
export function toEventContent({ raw, staged, stage }: EventRecord): EventContent {
  return {
    event_data: JSON.parse(JSON.stringify(raw.payload.event_data ?? {})) as EventContent['event_data'],
    user_agent: raw.userAgent,
    staged: staged && toStagedEvent(staged, stage),
  };
}

/** A copy, so that changes by a reader have no effect. */
export function toStagedEvent(row: StagedRow, stage: Stage): StagedEvent {
  return { ...(JSON.parse(JSON.stringify(row)) as StagedRow), stage };
}
