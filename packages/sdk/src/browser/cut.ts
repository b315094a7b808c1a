/**
 * At most `max` characters of a text, and never a part of one: neither half of a surrogate pair nor a joiner (U+200D)
 * without what it joins.
 */
export function cut(text: string, max: number): string {
  return text.slice(0, max).replace(/[\ud800-\udbff\u200d]+$/, '');
}
