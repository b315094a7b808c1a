/** Loaded events hour by hour. */
import type { EventCount } from '@onevault/server/internal/engine/port';
import type { RunningTotals } from './runningTotals.ts';

export function listHours({ hours }: RunningTotals, from: string, to: string, eventType?: string): EventCount[] {
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
