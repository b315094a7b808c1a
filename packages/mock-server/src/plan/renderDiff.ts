import { compareCoverage } from './compareCoverage.ts';
import { type CoverageReport, summarize } from './coverageReport.ts';

/** What one run tracked. */
export interface Run {
  coverage: CoverageReport;
  /** With what is not in the plan. */
  events: { type: string; count: number }[];
}

/**
 * What two runs tracked, such as those of two branches, as Markdown for a pull request: the coverage, and a table of
 * the events and properties that changed.
 */
export function renderDiff(before: Run, after: Run): string {
  const [old, now] = [countEvents(before), countEvents(after)];
  const types = [...new Set([...old.keys(), ...now.keys()])].sort();
  const changed = types.filter((type) => old.get(type) !== now.get(type));
  const rows = [
    ...changed.map((type) => toRow(type, old.get(type) ?? 0, now.get(type) ?? 0, listNotes(type, before, after))),
    ...listProperties(before, after),
  ];
  const [was, is] = [summarize(before.coverage), summarize(after.coverage)];
  const same = types.length - changed.length;
  const lines = [
    `**Tracking**: ${was.percent} % → ${is.percent} % of the plan (${is.events.covered} of ${is.events.planned} events, ${is.properties.covered} of ${is.properties.planned} properties).`,
    '',
    ...(rows.length === 0
      ? ['No event or property changed.']
      : ['| | before | after | |', '| --- | ---: | ---: | --- |', ...rows, '', `Events with the same count: ${same}.`]),
  ];
  const broken = after.coverage.violations.filter(
    (one) => !before.coverage.violations.some((known) => toKey(known) === toKey(one)),
  );
  if (broken.length > 0) {
    lines.push('', 'New violations of the plan:', '');
    lines.push(...broken.map(({ type, pointer, message }) => `- ${code(type)} ${code(pointer)}: ${plain(message)}`));
  }
  return lines.join('\n');
}

function countEvents({ events }: Run): Map<string, number> {
  return new Map(events.filter(({ count }) => count > 0).map(({ type, count }) => [type, count]));
}

function toRow(type: string, before: number, after: number, notes: string[]): string {
  const change = before === 0 ? '🆕 new' : after === 0 ? '❌ no longer fires' : '';
  return `| ${code(type)} | ${before} | ${after} | ${[change, ...notes].filter(Boolean).join(', ')} |`;
}

function listNotes(type: string, before: Run, after: Run): string[] {
  const { newlyUnplanned } = compareCoverage(before.coverage, after.coverage);
  return newlyUnplanned.includes(type) ? ['⚠️ not in the plan'] : [];
}

/** Properties of events that fire in both runs: the others changed with their event. */
function listProperties(before: Run, after: Run): string[] {
  const counts = ({ coverage }: Run) =>
    new Map(
      coverage.events
        .filter(({ count }) => count > 0)
        .flatMap(({ type, properties }) => properties.map(({ name, count }) => [`${type}.${name}`, count] as const)),
    );
  const [old, now] = [counts(before), counts(after)];
  return [...now]
    .filter(([name, count]) => old.has(name) && (old.get(name) === 0) !== (count === 0))
    .map(
      ([name, count]) =>
        `| ${code(name)} | ${old.get(name)} | ${count} | ${count === 0 ? '❌ no longer set' : '🆕 set'} |`,
    );
}

function toKey({ type, pointer, message }: CoverageReport['violations'][number]): string {
  return JSON.stringify([type, pointer, message]);
}

/** A name as code. An application may choose it from what visitors write: it cannot leave the cell, and links nobody. */
function code(text: string): string {
  return `\`${plain(text).replaceAll('`', "'")}\``;
}

function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, ' ')
    .replaceAll('|', '\\|')
    .replace(/[<>@]/g, (sign) => `\\${sign}`);
}
