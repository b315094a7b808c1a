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

/** A filter while it is edited. */
export interface FilterDraft {
  key: number;
  /** `prop`: a property, whose name stands apart. */
  dimension: string;
  property: string;
  operator: FilterOperator;
  value: string;
  /** Several values stay joined by `|`, as the API writes them. */
  isList: boolean;
}

const PROPERTY = 'prop.';
let drafts = 0;

export function toDraft(text: string): FilterDraft {
  const { dimension = 'page', operator = 'is', values = [''] } = readFilter(text) ?? {};
  const isProperty = dimension.startsWith(PROPERTY);
  const isList = values.length > 1;
  return {
    key: ++drafts,
    dimension: isProperty ? 'prop' : dimension,
    property: isProperty ? dimension.slice(PROPERTY.length) : '',
    operator,
    value: isList ? text.slice(`${dimension}:${operator}:`.length) : (values[0] ?? ''),
    isList,
  };
}

export const createDraft = (dimension = 'page'): FilterDraft => toDraft(`${dimension}:is:`);

/** The dimension of a draft; null while the name of its property is missing. */
export function dimensionOf({ dimension, property }: FilterDraft): string | null {
  if (dimension !== 'prop') return dimension;
  return property.trim() === '' ? null : `${PROPERTY}${property.trim()}`;
}

export function fromDraft(draft: FilterDraft): string {
  const { operator, value, isList } = draft;
  const dimension = dimensionOf(draft) ?? PROPERTY;
  return isList ? `${dimension}:${operator}:${value}` : toFilter(dimension, operator, value.trim());
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
