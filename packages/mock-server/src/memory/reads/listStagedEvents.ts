/** Full rows of what is staged, from the tail: of more than the limit, the newest; newest last. */
import type { Stage } from '@onevault/contract';
import type { StagedEvent, StagedFilter } from '@onevault/server/internal/engine/port';
import type { TenantState } from '../createTenantState.ts';
import type { StagedRow } from '../eventRecord.ts';

const DEFAULT_LIMIT = 1_000;

export function listStagedEvents({ order }: TenantState, filter: StagedFilter): StagedEvent[] {
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

/** A copy, so that what a reader does with it changes nothing here. */
export function toStagedEvent(row: StagedRow, stage: Stage): StagedEvent {
  return { ...(JSON.parse(JSON.stringify(row)) as StagedRow), stage };
}
