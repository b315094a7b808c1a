import { isList } from './isList.ts';

/** One or several values as a list. Not by `flat`: some pages have replaced it. */
export function toList<T>(value: T | T[] | undefined): T[] {
  if (!value) return [];
  return isList(value) ? value : [value];
}
