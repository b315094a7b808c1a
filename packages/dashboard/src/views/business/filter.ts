/** Filters as the API writes them: `<dimension>:<operator>:<value>`, values joined by `|`. */
import {
  type Dimension,
  EVENT_DIMENSIONS,
  FILTER_OPERATORS,
  type FilterOperator,
  SESSION_DIMENSIONS,
} from '@onevault/contract';

export const DIMENSIONS: readonly Dimension[] = [...EVENT_DIMENSIONS, ...SESSION_DIMENSIONS];
const FILTER = new RegExp(`^(.+?):(${FILTER_OPERATORS.join('|')}):(.*)$`, 's');

export interface FilterParts {
  dimension: string;
  operator: FilterOperator;
  values: string[];
}

/** Null for a text that is no filter: it is shown as it is, and the server says what is wrong. */
export function readFilter(text: string): FilterParts | null {
  const [, dimension, operator, values] = FILTER.exec(text) ?? [];
  if (dimension === undefined || values === undefined) return null;
  return {
    dimension,
    operator: operator as FilterOperator,
    values: values.split(/(?<!\\)\|/).map((value) => value.replaceAll('\\|', '|')),
  };
}

export function toFilter(dimension: string, operator: FilterOperator, value: string | null): string {
  return `${dimension}:${operator}:${(value ?? '').replaceAll('|', '\\|')}`;
}

/** The filters with one more; it takes the place of one by the same dimension that also names a value. */
export function addFilter(filters: readonly string[], filter: string): string[] {
  const added = readFilter(filter);
  const kept = filters.filter((text) => {
    const known = readFilter(text);
    return (
      text !== filter && !(added?.operator === 'is' && known?.operator === 'is' && known.dimension === added.dimension)
    );
  });
  return [...kept, filter];
}
