import { escapeControls } from '../escapeControls.ts';
import { sanitizeText } from '../ingest/sanitizeText.ts';
import { UnusableRow } from './importNotes.ts';

/** As long as the longest text of facts. */
const MAX_VALUE_LENGTH = 1000;
/** More is a mistake; sums of many still fit into a bigint. */
const MAX_COUNT = 1e12;

/** `2026-11-01`, `20261101`, or a time, of which the day counts. */
export function readDay(text: string): string {
  const [, year = '', month = '', day = ''] = /^(\d{4})-?(\d\d)-?(\d\d)(?:[ T].*)?$/.exec(text.trim()) ?? [];
  const iso = `${year}-${month}-${day}`;
  const ms = Date.parse(iso);
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== iso || year < '1990' || year > '2100') {
    throw new UnusableRow(`${quote(text)} is no day`);
  }
  return iso;
}

/** A whole number of 0 or more; undefined for an empty cell. */
export function readCount(text: string | undefined, column: string): number | undefined {
  const value = readNumber(text, column);
  if (value !== undefined && !Number.isInteger(value))
    throw new UnusableRow(`${column}: ${quote(text ?? '')} is no whole number`);
  return value;
}

/** A number of 0 or more; undefined for an empty cell. `1,234` is one, too. */
export function readNumber(text: string | undefined, column: string): number | undefined {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') return undefined;
  const plain = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(trimmed) ? trimmed.replaceAll(',', '') : trimmed;
  const value = /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN;
  if (!(value <= MAX_COUNT)) throw new UnusableRow(`${column}: ${quote(trimmed)} is no number`);
  return value;
}

/** A share: `0.42`, or `42%`. */
export function readShare(text: string | undefined, column: string): number | undefined {
  const trimmed = text?.trim() ?? '';
  const value = trimmed.endsWith('%')
    ? (readNumber(trimmed.slice(0, -1), column) ?? 0) / 100
    : readNumber(trimmed, column);
  if (value !== undefined && value > 1) throw new UnusableRow(`${column}: ${quote(trimmed)} is no share`);
  return value;
}

/** A value of a dimension; null for none. */
export function readValue(text: string | undefined): string | null {
  const value = sanitizeText(text ?? '')
    .trim()
    .slice(0, MAX_VALUE_LENGTH);
  // A pair of surrogates that the cut has divided.
  return value === '' ? null : sanitizeText(value);
}

function quote(text: string): string {
  return `"${escapeControls(text, 40)}"`;
}
