import { OURS } from '../shared/readTrackers.mjs';
import { isMet } from '../shared/report.mjs';
import { drawBars } from './drawBars.mjs';
import { AREAS, listMetrics, TABLES, TOPICS } from './reports.mjs';

/**
 * @typedef {import('./readLines.mjs').Line} Line
 * @typedef {import('./reports.mjs').Metric} Metric
 */

const HEAD = `<!-- Written by \`node bench/publish.mjs\`: change that, or measure again. -->

# Benchmarks

Our tracker beside others from npm, and our server beside its limits: measured by scripts of this repository, whose lines another script put on this page. Where another tracker is better, the page says so.

- Measure by yourself: \`node bench/delivery.mjs | node bench/publish.mjs\`, in a clone that is built. What each script does: [bench](../../bench/README.md).
- Not measured: what the servers of the others do with an event. All trackers here send to the same collector, on the same machine.
- A time on a busy machine is an upper bound. Each table says how many programs ran or waited before it began (the load of one minute).
`;

/** The files of the page by their names. @param {Line[]} lines @returns {Record<string, string>} */
export function renderBenchmarks(lines) {
  /** @type {Record<string, string>} */
  const files = {};
  const parts = [HEAD];
  for (const [topic, about] of Object.entries(TOPICS)) {
    const metrics = listMetrics(lines, topic);
    if (metrics.length === 0) continue;
    files[`${topic}.svg`] = drawBars(`${about.title}, for each tracker`, metrics.filter(isDifferent).map(toPanel));
    parts.push(`## ${about.title}\n\n${about.intro}\n\n![${about.alt}](${topic}.svg)\n\n${toComparison(metrics)}`);
  }
  const options = lines.find((line) => line.options && line.versions);
  if (options) parts.push(toOptions(options));
  for (const [area, title] of Object.entries(AREAS)) {
    const tables = TABLES.filter((table) => table.area === area).flatMap(({ report, title: heading }) =>
      lines.filter(({ name, topic }) => !topic && report.test(name)).map((line) => toTable(heading, line)),
    );
    if (tables.length === 0) continue;
    const panels = TABLES.filter((table) => table.area === area).flatMap(({ report, title: heading }) =>
      lines.filter(({ name, topic }) => !topic && report.test(name)).flatMap((line) => toLimitPanels(heading, line)),
    );
    files[`${area}.svg`] = drawBars(title, panels);
    const picture = `![Bars: each number of the tables below that has a limit, beside it](${area}.svg)`;
    parts.push(`## ${title}\n\n${picture}\n\n${tables.join('\n\n')}`);
  }
  files['README.md'] = `${parts.map((part) => part.trim()).join('\n\n')}\n`;
  return files;
}

/** @param {Metric} metric */
function toPanel({ title, unit, better, full, values }) {
  const bars = values.map(({ name, value }) => ({
    label: name,
    value,
    shown: show(value, unit),
    isOurs: name === OURS,
  }));
  return { title, note: `${better} is better`, bars, ...(full && { full }) };
}

/** What all do alike stands in the table alone. @param {Metric} metric */
function isDifferent({ values }) {
  return new Set(values.map(({ value }) => value)).size > 1;
}

/** Each row that has a limit. @param {string} title @param {Line} line */
function toLimitPanels(title, { rows }) {
  return rows.flatMap(({ what, value, unit, wanted }) => {
    if (!wanted) return [];
    const limit = Number(/[\d.,]+/.exec(wanted)?.[0].replaceAll(',', ''));
    const isMore = /^[≥>]/.test(wanted);
    return [
      {
        title: `${title.split(/[:,]/)[0]}: ${what.trim().replace(/^.*?: /, '')}`,
        note: isMore ? 'at least the limit' : 'at most the limit',
        bars: [
          { label: OURS, value, shown: show(value, unit), isOurs: true },
          { label: 'the limit', value: limit, shown: show(limit, unit), isOurs: false },
        ],
      },
    ];
  });
}

/** @param {Metric[]} metrics */
function toComparison(metrics) {
  const names = [...new Set(metrics.flatMap(({ values }) => values.map(({ name }) => name)))];
  const said = [...new Set(metrics.map((metric) => metric.said).filter(Boolean))];
  const isShared = said.length === 1;
  const rows = metrics.map((metric) => {
    const best = findBest(metric);
    const cells = names.map((name) => {
      const value = metric.values.find((one) => one.name === name)?.value;
      if (value === undefined) return '';
      const shown = toCell(value, metric.unit);
      return value === best && isDifferent(metric) ? `**${shown}**` : shown;
    });
    return `| ${[metric.title, ...cells].join(' | ')} |`;
  });
  const each = metrics.flatMap((metric) => (metric.said ? [`- **${metric.title}**: ${metric.said}.`] : []));
  const shared = isShared ? `${capitalize(String(said[0]))}.\n\n` : each.length > 0 ? `${each.join('\n')}\n\n` : '';
  const head = `| | ${names.join(' | ')} |\n| --- |${' --: |'.repeat(names.length)}`;
  return `${shared}${head}\n${rows.join('\n')}\n\n${toVerdict(metrics)}\n\n${toConditions(metrics.map(({ line }) => line))}`;
}

/** Who is better than ours, and at what. @param {Metric[]} metrics */
function toVerdict(metrics) {
  const worse = metrics.flatMap(({ title, unit, better, values }) => {
    const ours = values.find(({ name }) => name === OURS)?.value ?? Number.NaN;
    const before = values.filter(({ value }) => (better === 'more' ? value > ours : value < ours));
    const named = before.map(({ name, value }) => `${name} ${show(value, unit)}`);
    return named.length > 0 ? [`- ${title}: ${named.join(', ')}; ours ${show(ours, unit)}.`] : [];
  });
  return worse.length > 0
    ? `**Others are better than ours here:**\n\n${worse.join('\n')}`
    : 'No other is better than ours here.';
}

/** @param {Metric} metric */
function findBest({ better, values }) {
  const all = values.map(({ value }) => value);
  return better === 'more' ? Math.max(...all) : Math.min(...all);
}

/** @param {Line} line */
function toOptions({ options = {}, versions = {}, chromium }) {
  const list = Object.entries(options).map(([name, how]) => `- **${name}** ${versions[name]}: ${how}`);
  return `## How each tracker was started\n\nAs its own documentation says, in Chromium ${chromium} (the code: [bench/trackers](../../bench/trackers)).\n\n${list.join('\n')}`;
}

/** @param {string} title @param {Line} line */
function toTable(title, line) {
  const miss = isBusy(line) ? '**not reached**, on a busy machine' : '**not reached**';
  const rows = line.rows.map(({ what, value, unit, wanted }) => {
    const limit = wanted ? `${toLimit(wanted)}: ${isMet(value, wanted) ? 'reached' : miss}` : '';
    return `| ${toWhat(what)} | ${toCell(value, unit)} | ${limit} |`;
  });
  return `### ${title}\n\n| | measured | limit |\n| --- | --: | --- |\n${rows.join('\n')}\n\n${toConditions([line])}`;
}

/** What is indented belongs to the row above. @param {string} what */
const toWhat = (what) =>
  what
    .replace(/^ +/, '– ')
    .replaceAll('|', '\\|')
    .replace(/\b(\w+\.\w+_\w+)\b/g, '`$1`');

/** @param {string} wanted */
const toLimit = (wanted) =>
  wanted
    .replace(/^<\s*/, 'under ')
    .replace(/^≤\s*/, 'at most ')
    .replace(/^≥\s*/, 'at least ')
    .replace(/^>\s*/, 'over ');

/** When, where and beside what. @param {Line[]} lines */
function toConditions(lines) {
  const days = [...new Set(lines.map(({ at }) => at.slice(0, 10)))].sort();
  const scripts = [...new Set(lines.map(({ script }) => `\`${script}\``))];
  const [line] = lines;
  if (!line) return '';
  const { machine, node } = line;
  const runs = [...new Set(lines.flatMap(({ runs: one }) => (one && one > 1 ? [one] : [])))];
  const parts = [
    `${scripts.join(', ')}, ${days.join(' and ')}`,
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGib} GiB, ${machine.system}, Node ${node}`,
    toLoad(lines),
    ...(runs.length > 0 ? [`mean of ${runs.join(' or ')} runs`] : []),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}

/** Of a minute before the start. @param {Line[]} lines */
function toLoad(lines) {
  const loads = lines.flatMap(({ load }) => (load === null ? [] : [load]));
  if (loads.length === 0) return 'load not recorded';
  return `load before it ${Math.max(...loads)}${lines.some(isBusy) ? ', so the machine was busy' : ''}`;
}

/** Half a core for others, and times are theirs as well. @param {Line} line */
function isBusy({ load, machine }) {
  return load !== null && load > machine.cores / 2;
}

/** @param {number} value @param {string} unit */
function show(value, unit) {
  return `${value.toLocaleString('en')} ${unit.replace(/\d{4,}/, (number) => Number(number).toLocaleString('en'))}`.trim();
}

/** In one line, however narrow the column is. @param {number} value @param {string} unit */
const toCell = (value, unit) => show(value, unit).replaceAll(' ', '\u00a0');

/** @param {string} text */
const capitalize = (text) => text.charAt(0).toUpperCase() + text.slice(1);
