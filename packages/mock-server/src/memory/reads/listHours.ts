/** Loaded events hour by hour. */
import type { Engine, EventCount } from '@onevault/server/internal/engine/port';
import { toIso } from '../createClock.ts';
import type { RunningTotals } from './runningTotals.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export function listHours(
  { hours }: RunningTotals,
  nowMs: number,
  {
    eventType,
    to = toIso((nowMs + MINUTE_MS) * 1_000),
    from = toIso((Date.parse(to) - DAY_MS) * 1_000),
  }: Parameters<Engine['eventHours']>[1],
): EventCount[] {
  return [...hours]
    .map(([hour, types]) => ({
      hour: toIso(Date.parse(hour) * 1_000),
      events:
        eventType === undefined ? [...types.values()].reduce((sum, n) => sum + n, 0) : (types.get(eventType) ?? 0),
    }))
    .filter(({ hour, events }) => events > 0 && hour >= from && hour < to)
    .sort((a, b) => (a.hour < b.hour ? -1 : 1));
}
