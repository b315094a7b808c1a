import { EXCLUSIONS, type Exclusion } from '@onevault/contract';
import type { AnalyticsFilter } from '../../analytics.ts';
import { type DimensionPlace, placeOf } from './dimensions.ts';
import { type InternalRules, toFlagsSql } from './internalSql.ts';
import type { Parameters } from './parameters.ts';

/** Bits of `facts.flags`. */
const FLAGS: Record<Exclusion, number> = { invalid: 32, bots: 4, automated: 8, internal: 16 };

/** What a packed session has of the key of a type: the lower bits of that number count events. */
export const TYPE_MASK = '& -65536';

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
  /**
   * The filters for packed sessions (facts.sessions.hits). Undefined if a filter is about what hits do not have. A function,
   * because every parameter that is bound has to be used.
   */
  toPacked?: () => PackedFilters;
  /** Whether INVALID events count: they may belong to a session without other events in the range. */
  hasInvalid: boolean;
  /** Whether a filter needs `s`. */
  needsSession: boolean;
  /** Holds for flags of an event that counts. */
  counts(flags: string): string;
  /** The number of the rule in EXCLUSIONS that leaves an event out, from 1; null for one that counts. */
  rule(flags: string): string;
}

/** Filters as conditions on sessions `s`, and on hits `h` of packed ones. */
export interface PackedFilters {
  /** Holds for every session with events that pass. `and (…) and (…)` */
  sessions: string;
  /** Holds for hits that pass; '' if all of these sessions' hits do. */
  hits: string;
  /** Whether a filter is about the host: then a session with several ones is counted by its events. */
  hasHost: boolean;
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
  let packed: PackedFilters | undefined;
  return {
    from: parameters.bind(from, 'timestamptz'),
    to: parameters.bind(to, 'timestamptz'),
    filters: [...(only ? [`e.${only.column} = ${parameters.bind(only.key, 'bigint')}`] : []), ...conditions]
      .map((condition) => `and (${condition})`)
      .join(' '),
    // A session has no properties, so a rule about one has to read the events.
    ...(only === undefined &&
      !rules?.properties.length &&
      places.every((place) => place.of === 'session' || isOfHits(place)) && {
        toPacked: () => {
          packed ??= toPackedFilters(parameters, filters, places);
          return packed;
        },
      }),
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

/** Whether packed sessions have a dimension of their events. */
function isOfHits(place: DimensionPlace): boolean {
  return place.of === 'event';
}

function toPackedFilters(
  parameters: Parameters,
  filters: readonly AnalyticsFilter[],
  places: readonly DimensionPlace[],
): PackedFilters {
  const sessions: string[] = [];
  const hits: string[] = [];
  let hasHost = false;
  for (const [n, filter] of filters.entries()) {
    const place = places[n] as DimensionPlace;
    if (place.of !== 'event') sessions.push(toCondition(parameters, filter, place));
    else if (place.column === 'host_key') {
      hasHost = true;
      const condition = toCondition(parameters, filter, place, { value: 's.host_key' });
      sessions.push(`${condition} or s.host_key is null`);
    } else {
      hits.push(toCondition(parameters, filter, place, toHitValue(place)));
      const bits = toBits(parameters, filter, place);
      if (bits !== undefined) sessions.push(bits);
    }
  }
  const joined = (conditions: string[]) => conditions.map((condition) => `and (${condition})`).join(' ');
  return { sessions: joined(sessions), hits: joined(hits), hasHost };
}

/** How a hit `h` names a page or a type: of the key of a type it has only the upper bits. */
export function toHitValue(place: { column: string }): { value: string; mask?: string } {
  return place.column === 'type_key' ? { value: 'h.type_key', mask: TYPE_MASK } : { value: `h.${place.column}` };
}

/** A condition on `s` that passes over most sessions without a hit that a positive filter wants. */
function toBits(
  parameters: Parameters,
  { operator, values }: AnalyticsFilter,
  place: { column: string; kind: number },
): string | undefined {
  if (operator === 'is_not' || operator === 'not_contains') return undefined;
  const keys =
    operator === 'is'
      ? `select facts.text_key(${place.kind}, w) from unnest(${parameters.bind(values, 'text[]')}) as w(w)`
      : toFittingKeys(parameters, place.kind, values.map(operator === 'matches' ? toMatchPattern : toPartPattern));
  const column = place.column === 'page_key' ? 's.page_bits' : 's.type_bits';
  return `${column} & (select coalesce(bit_or(facts.key_bit(k.k)), 0) from (${keys}) as k(k)) <> 0`;
}

/** `from … where …` of all events of a population, as `e`, with `s` if something needs it. */
export function toEventsSql(population: PopulationSql, { needsSession = false, join = '' } = {}): string {
  const session = 'left join facts.sessions as s on s.tenant_hk = $1 and s.session_key = e.session_key';
  return `from facts.events as e ${needsSession || population.needsSession ? session : ''} ${join}
      where e.tenant_hk = $1 and e.event_at >= ${population.from} and e.event_at < ${population.to} ${population.filters}`;
}

/** Selects a row for each key (or each combination of several), session, visitor and rule, from events. A key is never null. */
export function toCountsSql({ counts, rule }: PopulationSql, keys: string | readonly string[], from: string): string {
  const named = typeof keys === 'string' ? [`${keys} as key`] : keys.map((key, n) => `${key} as key_${n + 1}`);
  const columns = [
    ...named,
    'e.session_key',
    'e.visitor_key',
    `${counts('e.flags')} as is_counted`,
    `${rule('e.flags')} as rule`,
  ];
  return `select ${columns.join(', ')}, count(*) as events, count(*) filter (where e.flags & 1 <> 0) as page_views
      ${from}
      group by ${columns.map((_, n) => n + 1).join(', ')}`;
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

/**
 * One filter, for events `e` with their sessions `s`. `given`: the value in another place, and what is left of its keys
 * there.
 */
export function toCondition(
  parameters: Parameters,
  { operator, values }: AnalyticsFilter,
  place: DimensionPlace,
  given?: { value: string; mask?: string },
): string {
  const value = given?.value ?? toValueSql(parameters, place);
  const mask = given?.mask ?? '';
  const isNegative = operator === 'is_not' || operator === 'not_contains';
  const condition =
    operator === 'is' || operator === 'is_not'
      ? toEquality(parameters, place, { value, mask }, values)
      : toLikeness(
          parameters,
          place,
          { value, mask },
          values.map(operator === 'matches' ? toMatchPattern : toPartPattern),
        );
  return isNegative ? `not (${condition})` : condition;
}

interface Compared {
  value: string;
  mask: string;
}

function toEquality(
  parameters: Parameters,
  place: DimensionPlace,
  { value, mask }: Compared,
  wanted: readonly string[],
): string {
  const texts = parameters.bind(wanted, 'text[]');
  if (place.of === 'property') return `${value} = any (${texts})`;
  const keys = `array(select facts.text_key(${place.kind}, w) ${mask} from unnest(${texts}) as w)`;
  return place.of === 'items' ? `coalesce(${value}, '{0}') && ${keys}` : `${value} = any (${keys})`;
}

function toLikeness(
  parameters: Parameters,
  place: DimensionPlace,
  { value, mask }: Compared,
  patterns: readonly string[],
): string {
  if (place.of === 'property') return `${value} like any (${parameters.bind(patterns, 'text[]')})`;
  const keys = toFittingKeys(parameters, place.kind, patterns);
  if (place.of === 'items') return `coalesce(${value}, '{0}') && array(${keys})`;
  return `${value} in (${mask === '' ? keys : `select k.k ${mask} from (${keys}) as k(k)`})`;
}

/** Selects the keys of the texts that fit, and 0 if a missing text does. */
function toFittingKeys(parameters: Parameters, kind: number, patterns: readonly string[]): string {
  // A pattern of stars alone fits a missing value, which has no text.
  const fitsNothing = patterns.some((pattern) => /^%+$/.test(pattern));
  return `select t.text_key from facts.texts as t where t.tenant_hk = $1 and t.kind = ${kind}
    and t.value like any (${parameters.bind(patterns, 'text[]')})${fitsNothing ? ' union all select 0' : ''}`;
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
