import type { StagedEvent } from '@onevault/server/internal/engine/port';
import { findDifferences } from './findDifferences.ts';

/** The event that a test expects. */
export interface Wanted {
  event_type: string;
  /** Properties that `event_data` must have (more are allowed), or a predicate. */
  where?: Where | undefined;
}

export type Where = Record<string, unknown> | ((event: StagedEvent) => boolean);

/** Whether an event is the expected one. */
export function isWanted(event: StagedEvent, { event_type: eventType, where }: Wanted): boolean {
  return event.event_type === eventType && hasProperties(event, where);
}

/** Whether an event has the properties, or the predicate is true. */
export function hasProperties(event: StagedEvent, where: Where | undefined): boolean {
  if (typeof where === 'function') return where(event);
  return where === undefined || findDifferences(where, event.event_data).length === 0;
}
