/** Reads one value out of `event_data`: docs/pipeline.md, Reading values. */
import type { JsonObject, JsonValue } from '@onevault/contract';

/** 15 digits: every JSON parser keeps such whole numbers exactly. */
const MAX_WHOLE_NUMBER = 999_999_999_999_999;

export function readText(data: JsonObject, key: string, maxLength: number): string | null {
  const text = asText(data[key]);
  return text === null || text === '' ? null : cutText(text, maxLength);
}

/** The text of the first key that has one. */
export function readFirstText(data: JsonObject, keys: readonly string[], maxLength: number): string | null {
  for (const key of keys) {
    const text = readText(data, key, maxLength);
    if (text !== null) return text;
  }
  return null;
}

export function readNumber(data: JsonObject, key: string, min: number, max: number): number | null {
  const value = data[key];
  return typeof value === 'number' && value >= min && value <= max ? roundToThousandths(value) : null;
}

export function asText(value: JsonValue | undefined): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= MAX_WHOLE_NUMBER) return String(value);
  return null;
}

/** `null` counts as absent. */
export function isAbsent(value: JsonValue | undefined): value is null | undefined {
  return value === undefined || value === null;
}

/** The first characters of a text. Characters are code points, so that a cut never splits a surrogate pair. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  let end = 0;
  for (let count = 0; count < maxLength && end < text.length; count += 1) end += isPairAt(text, end) ? 2 : 1;
  return text.slice(0, end);
}

/** Whether a text has more than `maxLength` characters (code points). */
export function isLongerThan(text: string, maxLength: number): boolean {
  return text.length > maxLength && cutText(text, maxLength).length < text.length;
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPairAt(text: string, index: number): boolean {
  return (text.codePointAt(index) ?? 0) > 0xffff;
}

/**
 * Rounds the written decimal digits, halves away from zero, as SQL's numeric does.
 * `Math.round(n * 1000) / 1000` differs: 0.5005 * 1000 is 500.49999999999994.
 */
function roundToThousandths(value: number): number {
  const digits = String(Math.abs(value));
  if (digits.includes('e')) return 0; // Below 0.000001: all ranges in use end far below 1e21.
  const [whole = '0', decimals = ''] = digits.split('.');
  if (decimals.length <= 3) return value === 0 ? 0 : value;
  const thousandths = Number(whole + decimals.slice(0, 3)) + (decimals.charAt(3) >= '5' ? 1 : 0);
  return thousandths === 0 ? 0 : (Math.sign(value) * thousandths) / 1_000;
}
