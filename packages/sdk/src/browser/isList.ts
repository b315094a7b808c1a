/** Whether a value is a list. Not by `Array.isArray`: a page may have taken the name `Array`. */
export function isList(value: unknown): value is unknown[] {
  return typeof (value as unknown[] | null)?.every === 'function';
}
