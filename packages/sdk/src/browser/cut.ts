/** Longer than any title that a person reads. */
const MAX_LENGTH = 1_000;

/**
 * At most `max` characters of a text, and never a part of one: neither half of a surrogate pair nor a joiner (U+200D)
 * without what it joins.
 */
export function cut(text: string, max = MAX_LENGTH): string {
  return text.slice(0, max).replace(/[\ud800-\udbff\u200d]{1,9}$/, '');
}
