import type { Reply } from '../endpoint.ts';

/** Whether a client asks for CSV rather than for JSON. */
export function wantsCsv(accept: string | undefined): boolean {
  return /\btext\/csv\b/i.test(accept ?? '') && !/\bapplication\/json\b/i.test(accept ?? '');
}

/** A reply of rows with these columns. With `compared` a first column says of which range a row is. */
export function csvReply(columns: readonly string[], rows: readonly object[], compared?: readonly object[]): Reply {
  const line = (cells: readonly unknown[]) => `${cells.map(toCell).join(',')}\r\n`;
  const toLines = (list: readonly object[], first: readonly string[]) =>
    list.map((row) => line([...first, ...columns.map((column) => (row as Record<string, unknown>)[column])]));
  const body =
    compared === undefined
      ? [line(columns), ...toLines(rows, [])]
      : [line(['range', ...columns]), ...toLines(rows, ['current']), ...toLines(compared, ['comparison'])];
  return { status: 200, headers: { 'Content-Type': 'text/csv; charset=utf-8' }, body: body.join('') };
}

/** RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe. */
function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
