import type { FunnelOrder, RetentionData } from '@onevault/contract';
import type { FunnelWithin } from '@onevault/server/internal/engine/port';
import type { CountedEvent } from './oracle.ts';

/** How many sessions or visitors did the first n steps, for each n: by trying every way. */
export function walkFunnel(
  events: readonly CountedEvent[],
  steps: number,
  { order, within }: { order: FunnelOrder; within: FunnelWithin },
): number[] {
  const units = groupBy(events, ({ session, visitor }) => (within === 'session' ? session : visitor));
  const limitMs = typeof within === 'object' ? within.seconds * 1000 : Number.POSITIVE_INFINITY;
  return Array.from(
    { length: steps },
    (_, n) => [...units.values()].filter((own) => canReach(own, n + 1, order, limitMs)).length,
  );
}

function canReach(own: readonly CountedEvent[], steps: number, order: FunnelOrder, limitMs: number): boolean {
  const walk = (step: number, chosen: readonly number[]): boolean => {
    if (step === steps) return true;
    return own.some((event, index) => {
      if (!event.steps[step]) return false;
      const last = chosen.at(-1);
      if (last !== undefined && order === 'in_order' && index <= last) return false;
      if (last !== undefined && order === 'strict' && index !== last + 1) return false;
      const times = [...chosen.map((n) => own[n]?.ms ?? 0), event.ms];
      return Math.max(...times) - Math.min(...times) <= limitMs && walk(step + 1, [...chosen, index]);
    });
  };
  return walk(0, []);
}

/** Cohorts by the period of each visitor's first event. */
export function countCohorts(events: readonly CountedEvent[], starts: readonly string[]): RetentionData {
  const visits = [...groupBy(events, ({ visitor }) => visitor).values()].map(
    (own) => new Set(own.map(({ period }) => starts.indexOf(period))),
  );
  return starts.map((cohort, n) => {
    const own = visits.filter((periods) => Math.min(...periods) === n);
    const returned = starts.slice(n).map((_, age) => own.filter((periods) => periods.has(n + age)).length);
    return { cohort, visitors: own.length, returned };
  });
}

function groupBy(
  events: readonly CountedEvent[],
  keyOf: (event: CountedEvent) => string | null,
): Map<string, CountedEvent[]> {
  const groups = new Map<string, CountedEvent[]>();
  for (const event of events) {
    const key = keyOf(event);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return groups;
}
