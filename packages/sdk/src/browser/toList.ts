/** One or several values as a list. Not by `flat` or `Array.isArray`: some pages have replaced them. */
export function toList<T>(value: T | T[] | undefined): T[] {
  if (!value) return [];
  return typeof value === 'object' && 'length' in value ? value : [value as T];
}
