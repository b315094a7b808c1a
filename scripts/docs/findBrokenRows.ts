import type { Markdown } from './readMarkdown.ts';

/**
 * Rows of tables that have more or fewer cells than their head, with line numbers. A pipe begins a cell also inside code,
 * unless a backslash stands before it: the rest of such a row is not shown.
 */
export function findBrokenRows(prose: Markdown['prose']): string[] {
  const problems: string[] = [];
  let columns = 0;
  for (const [index, { line, text }] of prose.entries()) {
    const row = text.trim();
    if (!row.startsWith('|')) {
      columns = 0;
      continue;
    }
    const cells = countCells(row);
    const next = prose[index + 1]?.text.trim() ?? '';
    if (columns === 0) {
      columns = cells;
      if (!/^\|(?:\s*:?-+:?\s*\|)+$/.test(next)) problems.push(`${line}: no line of hyphens below the head`);
      else if (countCells(next) !== cells) problems.push(`${line}: ${cells} cells above ${countCells(next)}`);
    } else if (cells !== columns) problems.push(`${line}: ${cells} cells, not ${columns}: ${row}`);
  }
  return problems;
}

function countCells(row: string): number {
  return row.replace(/^\|/, '').replace(/\|$/, '').replaceAll('\\|', '').split('|').length;
}
