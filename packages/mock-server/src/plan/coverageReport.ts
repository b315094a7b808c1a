/** How much of a tracking plan was covered. Plain JSON, so that reports can be stored, added up and compared. */
export interface CoverageReport {
  /** Planned events. */
  events: CoveredEvent[];
  /** Event types that are not in the plan, with counts; without those that the SDK sends by itself. */
  unplanned: { type: string; count: number }[];
  /** Planned properties with wrong values, and unplanned properties of strict events. */
  violations: { type: string; pointer: string; message: string; count: number }[];
}

export interface CoveredEvent {
  type: string;
  count: number;
  properties: { name: string; required: boolean; count: number }[];
  /** Properties of received events that are not in the plan. */
  unplanned: string[];
}

export interface CoverageSummary {
  /** Planned events, and how many of them arrived. */
  events: { planned: number; covered: number };
  properties: { planned: number; covered: number };
  /** 0 to 100, over events and properties together. */
  percent: number;
}

export function summarize({ events }: CoverageReport): CoverageSummary {
  const properties = events.flatMap((event) => event.properties);
  const covered = (list: { count: number }[]) => list.filter(({ count }) => count > 0).length;
  const planned = events.length + properties.length;
  return {
    events: { planned: events.length, covered: covered(events) },
    properties: { planned: properties.length, covered: covered(properties) },
    percent: planned === 0 ? 100 : Math.floor(((covered(events) + covered(properties)) / planned) * 100),
  };
}

/** Adds up the reports of several servers or runs. */
export function mergeCoverage(reports: readonly CoverageReport[]): CoverageReport {
  const events = new Map<string, CoveredEvent>();
  const unplanned = new Map<string, number>();
  const violations = new Map<string, CoverageReport['violations'][number]>();
  for (const report of reports) {
    for (const event of report.events) events.set(event.type, addEvents(events.get(event.type), event));
    for (const { type, count } of report.unplanned) unplanned.set(type, (unplanned.get(type) ?? 0) + count);
    for (const one of report.violations) {
      const key = `${one.type}\n${one.pointer}\n${one.message}`;
      violations.set(key, { ...one, count: (violations.get(key)?.count ?? 0) + one.count });
    }
  }
  return {
    events: [...events.values()],
    unplanned: Array.from(unplanned, ([type, count]) => ({ type, count })),
    violations: [...violations.values()],
  };
}

function addEvents(a: CoveredEvent | undefined, b: CoveredEvent): CoveredEvent {
  if (!a) return b;
  const names = new Set([...a.properties, ...b.properties].map(({ name }) => name));
  return {
    type: b.type,
    count: a.count + b.count,
    properties: Array.from(names, (name) => {
      const [one, two] = [a, b].map(({ properties }) => properties.find((property) => property.name === name));
      return {
        name,
        required: (two ?? one)?.required ?? false,
        count: (one?.count ?? 0) + (two?.count ?? 0),
      };
    }),
    unplanned: [...new Set([...a.unplanned, ...b.unplanned])],
  };
}
