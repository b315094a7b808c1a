import {
  type Dimension,
  EVENT_DIMENSIONS,
  FILTER_OPERATORS,
  type FilterOperator,
  SESSION_DIMENSIONS,
} from '@onevault/contract';
import type { AnalyticsFilter } from '../../engine/port.ts';
import { sanitizeText } from '../../ingest/sanitizeText.ts';
import { refuseQuery } from '../readQuery.ts';

export const MAX_FILTERS = 20;
const MAX_VALUES = 100;
/** As long as the longest text of facts. */
const MAX_VALUE_LENGTH = 1000;
const MAX_NAME_LENGTH = 200;
/** `<dimension>:<operator>:<value>`. The name of a property may have colons, so the first operator divides. */
const FILTER = new RegExp(`^(.+?):(${FILTER_OPERATORS.join('|')}):(.*)$`, 's');
/** Between values; `\|` is a bar in a value. */
const BETWEEN_VALUES = /(?<!\\)\|/;

/** Reads filters; throws a `Refusal` (422) that names the wrong part. `name`: the parameter they are from. */
export function readFilters(texts: readonly string[], name = 'filter'): AnalyticsFilter[] {
  if (texts.length > MAX_FILTERS) {
    throw refuseQuery(name, `There may be at most ${MAX_FILTERS}, and not ${texts.length}`, 'too_long');
  }
  return texts.map((text) => readFilter(text, name));
}

function readFilter(text: string, name: string): AnalyticsFilter {
  const refuse = (msg: string) => refuseQuery(name, `${msg} in ${shorten(text)}`, 'value_error');
  const [, dimension = '', operator = '', given = ''] = FILTER.exec(text) ?? [];
  if (dimension === '') {
    const [first = '', second] = text.split(':');
    if (second === undefined) throw refuse('There is no <dimension>:<operator>:<value>');
    if (toDimension(first) === null) throw refuse(`Unknown dimension ${shorten(first)}`);
    throw refuse(`Unknown operator ${shorten(second)}: it should be one of ${FILTER_OPERATORS.join(', ')}`);
  }
  const known = toDimension(dimension);
  if (known === null) throw refuse(`Unknown dimension ${shorten(dimension)}`);
  const values = given.split(BETWEEN_VALUES).map((value) => sanitizeText(value.replaceAll('\\|', '|')));
  if (values.length > MAX_VALUES) throw refuse(`There may be at most ${MAX_VALUES} values`);
  if (values.some((value) => value.length > MAX_VALUE_LENGTH)) {
    throw refuse(`A value may have at most ${MAX_VALUE_LENGTH} characters`);
  }
  if (values.includes('') && operator !== 'is' && operator !== 'is_not') throw refuse('A value is empty');
  return { dimension: known, operator: operator as FilterOperator, values };
}

/** A dimension by its name; throws a `Refusal` (422) for an unknown one. */
export function readDimension(text: string, name: string): Dimension {
  const dimension = toDimension(text);
  if (dimension === null) throw refuseQuery(name, `Unknown dimension ${shorten(text)}`, 'value_error');
  return dimension;
}

function toDimension(text: string): Dimension | null {
  const name = sanitizeText(text);
  if (name.startsWith('prop.')) {
    return name.length > 'prop.'.length && name.length <= MAX_NAME_LENGTH ? (name as Dimension) : null;
  }
  return [...EVENT_DIMENSIONS, ...SESSION_DIMENSIONS].find((known) => known === name) ?? null;
}

/** For a message: quoted, and not too long. */
function shorten(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
