import { escapeControls } from '../escapeControls.ts';

const MAX_CELL_LENGTH = 400;

/** Rows of cells as text, each column as wide as its widest cell. The first row is the head. */
export function toTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Texts of people and of receivers must not move the cursor. */
export function toCell(text: string): string {
  return escapeControls(text, MAX_CELL_LENGTH);
}

/** A time to the minute; empty for none. */
export function toMinutes(at: string | null): string {
  return at === null ? '' : at.slice(0, 'yyyy-mm-ddThh:mm'.length).replace('T', ' ');
}
