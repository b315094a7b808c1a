import { EXCLUSIONS, type Exclusion } from '@onevault/contract';
import type { AnalyticsFilter } from '../../analytics.ts';
import { type DimensionPlace, placeOf } from './dimensions.ts';
import { type InternalRules, toFlagsSql } from './internalSql.ts';
import type { Parameters } from './parameters.ts';

/** Bits of `facts.flags`. */
const FLAGS: Record<Exclusion, number> = { invalid: 32, bots: 4, automated: 8, internal: 16 };

export interface PopulationParts {
  from: string;
  to: string;
  filters: readonly AnalyticsFilter[];
  include: readonly Exclusion[];
  internal?: InternalRules | undefined;
  /** Only events of one session or visitor. */
  only?: { column: 'session_key' | 'visitor_key'; key: string };
}

/** The range and the filters as conditions, for events `e` with their sessions `s`. */
export interface PopulationSql {
  /** The ends of the range. */
  from: string;
  to: string;
  /** `and (…) and (…)` */
  filters: string;
  /** Whether the filters are about sessions alone: then not every event has to be read. */
  isOfSessions: boolean;
  /** Whether INVALID events count: they may belong to a session without other events in the range. */
  hasInvalid: boolean;
  /** Whether a filter needs `s`. */
  needsSession: boolean;
  /** Holds for flags of an event that counts. */
  counts(flags: string): string;
  /** The number of the rule in EXCLUSIONS that leaves an event out, from 1; null for one that counts. */
  rule(flags: string): string;
}

/** The filters of a request become parameters and fixed fragments. */
export function toPopulationSql(
  parameters: Parameters,
  { from, to, filters, include, internal, only }: PopulationParts,
): PopulationSql {
  const excluded = EXCLUSIONS.filter((rule) => !include.includes(rule));
  const mask = excluded.reduce((sum, rule) => sum + FLAGS[rule], 0);
  // What is included needs no rule.
  const rules = include.includes('internal') ? undefined : internal;
  const flagsOf = toFlagsSql(parameters, rules);
  const places = filters.map(({ dimension }) => placeOf(dimension));
  const conditions = filters.map((filter, n) => toCondition(parameters, filter, places[n] as DimensionPlace));
  return {
    from: parameters.bind(from, 'timestamptz'),
    to: parameters.bind(to, 'timestamptz'),
    filters: [...(only ? [`e.${only.column} = ${parameters.bind(only.key, 'bigint')}`] : []), ...conditions]
      .map((condition) => `and (${condition})`)
      .join(' '),
    // A session has no properties, so a rule about one has to read the events.
    isOfSessions: only === undefined && places.every((place) => place.of === 'session') && !rules?.properties.length,
    hasInvalid: include.includes('invalid'),
    needsSession: places.some((place) => place.of === 'session'),
    counts: (flags) => `${flagsOf(flags)} & ${mask} = 0`,
    rule: (flags) =>
      mask === 0
        ? 'null::integer'
        : `case when ${flagsOf(flags)} & ${mask} = 0 then null ${excluded
            .map(
              (rule) =>
                `when ${rule === 'internal' ? flagsOf(flags) : flags} & ${FLAGS[rule]} <> 0 then ${EXCLUSIONS.indexOf(rule) + 1}`,
            )
            .join(' ')} end`,
  };
}

/** `from … where …` of all events of a population, as `e`, with `s` if something needs it. */
export function toEventsSql(population: PopulationSql, { needsSession = false, join = '' } = {}): string {
  const session = 'left join facts.sessions as s on s.tenant_hk = $1 and s.session_key = e.session_key';
  return `from facts.events as e ${needsSession || population.needsSession ? session : ''} ${join}
      where e.tenant_hk = $1 and e.event_at >= ${population.from} and e.event_at < ${population.to} ${population.filters}`;
}

/** The value of a dimension: a key, or the text of a property. */
export function toValueSql(parameters: Parameters, place: DimensionPlace): string {
  switch (place.of) {
    case 'event':
      return `e.${place.column}`;
    case 'session':
      return `coalesce(s.${place.column}, 0)`;
    case 'items':
      return `e.${place.column}`;
    case 'property':
      return toPropertySql(parameters, place.name);
  }
}

/** A text, number or boolean, as text; '' for other values and for none. */
function toPropertySql(parameters: Parameters, name: string): string {
  const key = parameters.bind(name, 'text');
  return `case when jsonb_typeof(e.properties -> ${key}) in ('string', 'number', 'boolean') then e.properties ->> ${key} else '' end`;
}

/** One filter, for events `e` with their sessions `s`. */
export function toCondition(
  parameters: Parameters,
  { operator, values }: AnalyticsFilter,
  place: DimensionPlace,
): string {
  const value = toValueSql(parameters, place);
  const isNegative = operator === 'is_not' || operator === 'not_contains';
  const condition =
    operator === 'is' || operator === 'is_not'
      ? toEquality(parameters, place, value, values)
      : toLikeness(parameters, place, value, values.map(operator === 'matches' ? toMatchPattern : toPartPattern));
  return isNegative ? `not (${condition})` : condition;
}

function toEquality(parameters: Parameters, place: DimensionPlace, value: string, wanted: readonly string[]): string {
  const texts = parameters.bind(wanted, 'text[]');
  if (place.of === 'property') return `${value} = any (${texts})`;
  const keys = `array(select facts.text_key(${place.kind}, w) from unnest(${texts}) as w)`;
  return place.of === 'items' ? `coalesce(${value}, '{0}') && ${keys}` : `${value} = any (${keys})`;
}

function toLikeness(parameters: Parameters, place: DimensionPlace, value: string, patterns: readonly string[]): string {
  const wanted = parameters.bind(patterns, 'text[]');
  if (place.of === 'property') return `${value} like any (${wanted})`;
  const keys = `select t.text_key from facts.texts as t where t.tenant_hk = $1 and t.kind = ${place.kind} and t.value like any (${wanted})`;
  // A pattern of stars alone fits a missing value, which has no text.
  const fitsNothing = patterns.some((pattern) => /^%+$/.test(pattern));
  if (place.of === 'items') {
    return `coalesce(${value}, '{0}') && array(${keys}${fitsNothing ? ' union all select 0' : ''})`;
  }
  return `${value} in (${keys})${fitsNothing ? ` or ${value} = 0` : ''}`;
}

/** `*` stands for any text. */
function toMatchPattern(text: string): string {
  return escapePattern(text).replaceAll('*', '%');
}

function toPartPattern(text: string): string {
  return `%${escapePattern(text)}%`;
}

function escapePattern(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}
