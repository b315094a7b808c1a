import { type AsymmetricMatcher, isAsymmetric } from './isAsymmetric.ts';

/** Formats a value for a message: JSON on one line, cut if long. */
export function formatValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = isAsymmetric(value) ? nameOf(value) : (JSON.stringify(value, showMatchers) ?? String(value));
  return cut(text);
}

/** Cuts a long text. */
export function cut(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`;
}

const MAX_LENGTH = 120;

function showMatchers(_key: string, value: unknown): unknown {
  if (isAsymmetric(value)) return nameOf(value);
  return typeof value === 'bigint' || typeof value === 'function' ? String(value) : value;
}

function nameOf(matcher: AsymmetricMatcher): string {
  return matcher.toAsymmetricMatcher?.() ?? String(matcher);
}
