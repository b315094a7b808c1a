/** Loaded events hour by hour. */
import type { EventCount } from '@onevault/server/internal/engine/port';
import { toIso } from '../createClock.ts';
import type { RunningTotals } from './runningTotals.ts';

export interface HoursRange {
  from?: string | undefined;
  to?: string | undefined;
  eventType?: string | undefined;
  nowMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export function listHours({ hours }: RunningTotals, { eventType, nowMs, ...range }: HoursRange): EventCount[] {
  const to = range.to ?? toIso((nowMs + MINUTE_MS) * 1_000);
  const from = range.from ?? toIso((Date.parse(to) - DAY_MS) * 1_000);
  const inMicros = (hour: string) => `${hour.slice(0, -1)}000Z`;
  return [...hours]
    .map(([hour, types]) => ({
      hour: inMicros(hour),
      events:
        eventType === undefined ? [...types.values()].reduce((sum, n) => sum + n, 0) : (types.get(eventType) ?? 0),
    }))
    .filter(({ hour, events }) => events > 0 && hour >= from && hour < to)
    .sort((a, b) => (a.hour < b.hour ? -1 : 1));
}
