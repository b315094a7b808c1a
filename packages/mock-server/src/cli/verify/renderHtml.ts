import { escapeMarkup } from './escapeMarkup.ts';
import type { VerifyReport } from './findProblems.ts';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #8886; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; }
ul { margin: 0; padding-left: 1.2rem; }
`;

/** The outcome as one page that needs nothing else: no script, no font, no request. */
export function renderHtml(report: VerifyReport): string {
  const { url, isOk, checks, pages, clicks, events, coveragePercent, coverage, notes } = report;
  const verdict = isOk ? 'The tracking is as planned' : 'The tracking is not as planned';
  const covered = coveragePercent === null ? '' : `, ${coveragePercent} % of the plan`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${verdict}: ${escapeMarkup(url)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${verdict}</h1>
<p>${escapeMarkup(url)}: ${pages.length} pages, ${clicks} clicks${covered}.</p>
${table(
  'Checks',
  ['Check', 'Result', 'Problems'],
  checks.map(({ name, isOk: ok, problems }) => [name, ok ? '✓ passed' : '✗ failed', problems]),
)}
${table(
  'Events that arrived',
  ['Event', 'Count'],
  events.map(({ type, count }) => [type, count]),
)}
${table(
  'The plan',
  ['Planned event', 'Count', 'Properties that never came'],
  (coverage?.events ?? []).map((event) => [
    event.type,
    event.count,
    event.properties.filter(({ count }) => count === 0).map(({ name }) => name),
  ]),
)}
${table(
  'Pages that were opened',
  ['Page'],
  pages.map((page) => [page]),
)}
${table(
  'Notes',
  ['Note'],
  notes.map((note) => [note]),
)}
</main>
</body>
</html>
`;
}

type Cell = string | number | string[];

/** A table with a caption and heads; nothing without rows. */
function table(caption: string, heads: string[], rows: Cell[][]): string {
  if (rows.length === 0) return '';
  const numeric = heads.map((_head, column) => rows.every((row) => typeof row[column] === 'number'));
  const cell = (value: Cell, column: number): string => {
    if (column === 0) return `<th scope="row">${escapeMarkup(String(value))}</th>`;
    const inner = Array.isArray(value) ? toList(value) : escapeMarkup(String(value));
    return `<td${numeric[column] ? ' class="number"' : ''}>${inner}</td>`;
  };
  const head = heads.map((text, column) => `<th scope="col"${numeric[column] ? ' class="number"' : ''}>${text}</th>`);
  return `<table>
<caption>${caption}</caption>
<thead><tr>${head.join('')}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}
</tbody>
</table>`;
}

function toList(items: string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${escapeMarkup(item)}</li>`).join('')}</ul>`;
}
