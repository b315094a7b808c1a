import { type Dimension, EVENT_DIMENSIONS } from '@onevault/contract';

/** Where facts have a dimension. */
export type DimensionPlace =
  /** A key of `facts.texts` in a column; 0 for nothing. */
  | { of: 'event' | 'session'; column: string; kind: number }
  /** Several keys in a column; null for none. */
  | { of: 'items'; column: string; kind: number }
  /** A property of the caller's: its name is a parameter. */
  | { of: 'property'; name: string };

/** As `facts.kinds`. */
const KINDS = [
  'event',
  'page',
  'hostname',
  'item',
  'source',
  'channel',
  'referrer',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'device',
  'browser',
  'os',
  'language',
  'country',
  'screen',
];
/** Dimensions whose name is not that of their column and kind. */
const OTHERS: Partial<Record<Dimension, { column: string; kind: string }>> = {
  page: { column: 'page_key', kind: 'page' },
  hostname: { column: 'host_key', kind: 'hostname' },
  event: { column: 'type_key', kind: 'event' },
  entry_page: { column: 'entry_key', kind: 'page' },
  exit_page: { column: 'exit_key', kind: 'page' },
};
const PROPERTY = 'prop.';

export function kindOf(name: string): number {
  const place = KINDS.indexOf(name);
  if (place < 0) throw new Error(`No kind of text is called ${name}`);
  return place + 1;
}

/** The place of a dimension. Column names come from here only, never from a request. */
export function placeOf(dimension: Dimension): DimensionPlace {
  if (dimension.startsWith(PROPERTY)) return { of: 'property', name: dimension.slice(PROPERTY.length) };
  if (dimension === 'item') return { of: 'items', column: 'item_keys', kind: kindOf('item') };
  const { column, kind } = OTHERS[dimension] ?? { column: `${dimension}_key`, kind: dimension };
  const isOfEvent = EVENT_DIMENSIONS.some((name) => name === dimension);
  return { of: isOfEvent ? 'event' : 'session', column, kind: kindOf(kind) };
}
