import type { StagedEvent } from '@onevault/server/internal/engine/port';
import { byTime } from './byTime.ts';
import { isWanted, type Wanted } from './compare/isWanted.ts';

/** A step: an event type, or a type with properties. */
export type FunnelStep = string | Wanted;

/**
 * How many sessions reached each step. A session reaches a step if it has a matching event after the event of the
 * previous step. Events without a session count by visitor; without a visitor each counts alone.
 */
export function countFunnel(events: readonly StagedEvent[], steps: readonly FunnelStep[]): number[] {
  const reached = new Map<string, number>();
  for (const event of [...events].sort(byTime)) {
    const who = event.session_id ?? event.visitor_id ?? event.event_id;
    const at = reached.get(who) ?? 0;
    const step = steps[at];
    if (step !== undefined && isWanted(event, toWanted(step))) reached.set(who, at + 1);
  }
  return steps.map((_step, i) => [...reached.values()].filter((at) => at > i).length);
}

function toWanted(step: FunnelStep): Wanted {
  return typeof step === 'string' ? { event_type: step } : step;
}
