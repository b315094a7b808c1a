import type { CoverageChange } from './compareCoverage.ts';
import { type CoverageReport, summarize } from './coverageReport.ts';

/** The coverage as a table for a terminal or a pull request. */
export function renderCoverage(report: CoverageReport): string {
  const rows = report.events.map(({ type, count, properties }) => {
    const missing = properties.filter((property) => property.count === 0).map(({ name }) => name);
    return {
      mark: count === 0 ? '✗' : missing.length > 0 ? '~' : '✓',
      type,
      count: String(count),
      properties: `${properties.length - missing.length}/${properties.length}`,
      missing: count > 0 && missing.length > 0 ? `never: ${missing.join(', ')}` : '',
    };
  });
  const width = (key: 'type' | 'count' | 'properties', head: string) =>
    Math.max(head.length, ...rows.map((row) => row[key].length));
  const [type, count, properties] = [width('type', 'event'), width('count', 'seen'), width('properties', 'properties')];
  const { events, properties: all, percent } = summarize(report);
  return [
    `    ${'event'.padEnd(type)}  ${'seen'.padStart(count)}  ${'properties'.padEnd(properties)}`,
    ...rows.map((row) =>
      `  ${row.mark} ${row.type.padEnd(type)}  ${row.count.padStart(count)}  ${row.properties.padEnd(properties)}  ${row.missing}`.trimEnd(),
    ),
    ...section(
      'Not in the plan',
      report.unplanned.map((one) => `${one.type} (${one.count})`),
    ),
    ...section(
      'Properties that are not in the plan',
      report.events
        .filter((event) => event.unplanned.length > 0)
        .map((event) => `${event.type}: ${event.unplanned.join(', ')}`),
    ),
    ...section(
      'Violations of the plan',
      report.violations.map((one) => `${one.type} ${one.pointer}: ${one.message} (${one.count})`),
    ),
    '',
    `  ${events.covered} of ${events.planned} events, ${all.covered} of ${all.planned} properties: ${percent} %`,
  ].join('\n');
}

export function renderChange({ lost, gained, newlyUnplanned }: CoverageChange): string {
  const lines = [
    ...section(
      'No longer covered',
      lost.map((name) => `- ${name}`),
    ),
    ...section(
      'Newly covered',
      gained.map((name) => `+ ${name}`),
    ),
    ...section(
      'New and not in the plan',
      newlyUnplanned.map((name) => `! ${name}`),
    ),
  ];
  return lines.length === 0 ? '\n  Same as the baseline.' : lines.join('\n');
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', `  ${title}`, ...lines.map((line) => `    ${line}`)];
}
