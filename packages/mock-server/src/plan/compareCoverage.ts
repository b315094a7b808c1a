import type { CoverageReport } from './coverageReport.ts';

/** How the coverage of one run differs from that of another. */
export interface CoverageChange {
  /** Planned events and properties (`event.property`) that were exercised before and are not any more. */
  lost: string[];
  gained: string[];
  /** Event types that nobody planned and that were not there before. */
  newlyUnplanned: string[];
}

export function compareCoverage(before: CoverageReport, after: CoverageReport): CoverageChange {
  const [old, now] = [listCovered(before), listCovered(after)];
  // What is not planned any more is no loss.
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
