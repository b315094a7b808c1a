import type { CoverageReport } from './coverageReport.ts';

/** The difference between the coverage of two runs. */
export interface CoverageChange {
  /** Planned events and properties (`event.property`) that are no longer covered. */
  lost: string[];
  gained: string[];
  /** Unplanned event types that are new. */
  newlyUnplanned: string[];
}

export function compareCoverage(before: CoverageReport, after: CoverageReport): CoverageChange {
  const [old, now] = [listCovered(before), listCovered(after)];
  // An event removed from the plan is not lost.
  const planned = new Set(
    after.events.flatMap(({ type, properties }) => [type, ...properties.map(({ name }) => `${type}.${name}`)]),
  );
  const known = new Set(before.unplanned.map(({ type }) => type));
  return {
    lost: [...old].filter((name) => planned.has(name) && !now.has(name)),
    gained: [...now].filter((name) => !old.has(name)),
    newlyUnplanned: after.unplanned.map(({ type }) => type).filter((type) => !known.has(type)),
  };
}

function listCovered({ events }: CoverageReport): Set<string> {
  return new Set(
    events.flatMap(({ type, count, properties }) => [
      ...(count > 0 ? [type] : []),
      ...properties.flatMap((property) => (property.count > 0 ? [`${type}.${property.name}`] : [])),
    ]),
  );
}
