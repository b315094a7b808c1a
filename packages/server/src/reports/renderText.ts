import type { ReportAbout, ReportSections } from './reportSections.ts';

/** Widest first column: a mail program may break lines of more than 78 characters. */
const WIDTH = 46;

/** A report as plain text, in aligned columns. */
export function renderText(
  about: ReportAbout,
  { title, days, metrics, daily, lists, leftOut }: ReportSections,
): string {
  const heading = (text: string) => [`${text}`, '-'.repeat(text.length)];
  const lines = [
    `${title}: ${about.customer_id}`,
    ...(about.name === undefined ? [] : [about.name]),
    days,
    '',
    ...heading('Compared with the period before'),
    ...toLines(metrics.map(({ name, value, change }) => [name, value, change])),
    '',
    ...heading('Visitors by day'),
    ...toLines(daily.map(({ day, visitors }) => [day, visitors])),
    ...lists.flatMap(({ title: of, columns, rows }) => [
      '',
      ...heading(of),
      ...(rows.length === 0 ? ['None.'] : toLines([columns, ...rows.map(({ cells }) => cells)])),
    ]),
    '',
    ...heading('Left out'),
    ...(leftOut.length === 0 ? ['Nothing.'] : leftOut.map((one) => `${one}.`)),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** Names of visitors are no links: mail programs make one of `https://…` and `www.…`. */
function toPlain(text: string): string {
  return text.replace(/:\/\//g, ':/\u200b/').replace(/\bwww\./gi, (found) => `${found.slice(0, -1)}\u200b.`);
}

function toLines(rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map(([first = '', ...numbers]) => [toPlain(first), ...numbers]);
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.min(WIDTH, Math.max(...cells.map((row) => row[column]?.length ?? 0))),
  );
  return cells.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}
