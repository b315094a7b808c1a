import type { StagedEvent } from '@onevault/server/internal/engine/port';
import { byTime } from './byTime.ts';
import { isWanted, type Wanted } from './compare/isWanted.ts';

/** A step: the type of its events, or with it the properties that they have. */
export type FunnelStep = string | Wanted;

/**
 * How many sessions came how far: a session is counted at a step when it has an event for it that happened after
 * the one of the step before. Events without a session count by their visitor, and without one each for itself.
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
