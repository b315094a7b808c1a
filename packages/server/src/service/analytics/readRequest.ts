import { EXCLUSIONS, type Exclusion } from '@onevault/contract';
import type { AnalyticsRequest } from '../../engine/port.ts';
import type { EndpointDoc } from '../endpoint.ts';
import { refuseQuery } from '../readQuery.ts';
import { readRange, readRangeText, readTimeZone, toLastMinutes } from './readRange.ts';
import type { SavedParts } from './savedParts.ts';

/** Parameters of every question. */
const SHARED = ['from', 'to', 'timezone', 'filter', 'compare', 'include', 'segment'];
/** Those of them that name a range. */
export const OF_RANGES: readonly string[] = ['from', 'to', 'compare'];
const REPEATABLE: readonly string[] = ['filter', 'include'];

/** What a question takes besides, or instead of, what all questions take. */
interface OwnParameters {
  names: readonly string[];
  /** Those of them that may be given several times. */
  repeats: readonly string[];
  hasOwnRange: boolean;
  /** Parameters of all questions that it does not take. */
  without: readonly string[];
}

/** The parts of a request that every question has. Throws a `Refusal` (422) that names the wrong parameter. */
export function readRequest(
  query: URLSearchParams,
  { names, repeats, hasOwnRange, without }: OwnParameters,
  saved: SavedParts,
  nowMs: number,
): Omit<AnalyticsRequest, 'question'> {
  checkNames(query, [...SHARED.filter((name) => !without.includes(name)), ...names], [...REPEATABLE, ...repeats]);
  const timezone = readTimeZone(query);
  const range = hasOwnRange ? toLastMinutes(nowMs) : readRange(query, timezone, nowMs);
  const compare = readCompare(query);
  const filters = [...saved.readFilters(query.getAll('filter')).flat(), ...saved.segmentFilters(query.get('segment'))];
  return {
    population: { range, timezone, filters, include: readInclude(query) },
    ...(compare !== undefined && { compare }),
  };
}

/** One of some words; the first by default. */
export function readWord<T extends string>(query: URLSearchParams, name: string, words: readonly T[]): T {
  const text = query.get(name) ?? words[0];
  const word = words.find((known) => known === text);
  if (word === undefined) throw refuseQuery(name, `Input should be one of ${words.join(', ')}`, 'enum');
  return word;
}

/** A misspelt filter would give a wrong number, so no parameter is ignored. */
function checkNames(query: URLSearchParams, known: readonly string[], repeatable: readonly string[]): void {
  for (const name of new Set(query.keys())) {
    if (!known.includes(name)) {
      throw refuseQuery(
        name.slice(0, 60),
        `Unknown parameter: it should be one of ${known.join(', ')}`,
        'extra_forbidden',
      );
    }
    if (!repeatable.includes(name) && query.getAll(name).length > 1) {
      throw refuseQuery(name, 'It may be given once', 'value_error');
    }
  }
}

function readInclude(query: URLSearchParams): Exclusion[] {
  const given = query.getAll('include');
  for (const text of given) {
    if (!EXCLUSIONS.some((rule) => rule === text)) {
      throw refuseQuery('include', `Input should be one of ${EXCLUSIONS.join(', ')}`, 'enum');
    }
  }
  return EXCLUSIONS.filter((rule) => given.includes(rule));
}

function readCompare(query: URLSearchParams): AnalyticsRequest['compare'] {
  const text = query.get('compare');
  if (text === null) return undefined;
  return text === 'previous' || text === 'year' ? text : readRangeText(text, 'compare');
}

const text = { type: 'string' };

/** The documentation of the parameters that every question has. */
export const SHARED_DOC: NonNullable<EndpointDoc['query']> = [
  {
    name: 'from',
    description: 'The first day, or an exact time, which is included. Default: 29 days before today',
    schema: text,
  },
  { name: 'to', description: 'The last day, or an exact time, which is not included. Default: today', schema: text },
  {
    name: 'timezone',
    description: 'The IANA time zone of days and intervals',
    schema: { type: 'string', default: 'UTC' },
  },
  {
    name: 'filter',
    description:
      '`<dimension>:<operator>:<value>`, repeatable: all must hold. Values joined by `|` mean any of them; an empty value of `is` means none. `goal:is:<name>` stands for the filters of a goal',
    schema: { type: 'array', items: text, maxItems: 20 },
  },
  { name: 'segment', description: 'The name of a segment: its filters hold, too', schema: text },
  {
    name: 'compare',
    description: '`previous`, `year` or `<from>..<to>`: adds the same for a second range',
    schema: text,
  },
  {
    name: 'include',
    description: 'Counts what is left out by default, repeatable',
    schema: { type: 'array', items: { type: 'string', enum: EXCLUSIONS } },
  },
];
