import type { StagedEvent } from '@onevault/server/internal/engine/port';
import { findDifferences } from './findDifferences.ts';

/** What an event has to be. */
export interface Wanted {
  event_type: string;
  /** Its `event_data` has at least these; or what has to be true of the event. */
  where?: Where | undefined;
}

export type Where = Record<string, unknown> | ((event: StagedEvent) => boolean);

/** Whether an event is one that is wanted. */
export function isWanted(event: StagedEvent, { event_type: eventType, where }: Wanted): boolean {
  if (event.event_type !== eventType) return false;
  if (typeof where === 'function') return where(event);
  return where === undefined || findDifferences(where, event.event_data).length === 0;
}
