import type { BreakdownSort, Dimension } from '@onevault/contract';
import { toMetricSql, toRowJson } from './breakdownSql.ts';
import { placeOf } from './dimensions.ts';
import { EXCLUDED, METRICS_OF_SUMS, PEOPLE, toFilteredSessions, toRest, toVisits } from './packedSql.ts';
import type { Parameters } from './parameters.ts';
import { type PopulationParts, toPopulationSql, toValueSql } from './populationSql.ts';
import { MEDIAN, toRevenueSql, toSummaryJson } from './summarySql.ts';
import { ALL_METRICS, toIntervalKey } from './timeseriesSql.ts';

export interface OverviewParts {
  /** Dimensions of sessions. */
  by: readonly Dimension[];
  sort: BreakdownSort;
  limit: number;
  /** The starts of days or longer intervals. */
  starts: readonly string[];
}

/**
 * The statement of an overview: one row `{population, summary, timeseries, breakdowns}`, which are the answers of those
 * questions; a breakdown has one row more than the limit if there are more. Undefined if the population cannot be counted by
 * sessions: then each question has to be asked.
 *
 * The sessions are read once, and each of them is added to every key in the same pass (`grouping sets`); toPackedSql reads
 * them for one key. It explains what whole sessions, the rest and `people` are.
 */
export function toOverviewSql(
  parameters: Parameters,
  parts: PopulationParts,
  { by, sort, limit, starts }: OverviewParts,
): string | undefined {
  const population = toPopulationSql(parameters, parts);
  // An INVALID event may name a session that counts without it.
  if (population.toPacked === undefined || population.hasInvalid) return undefined;
  const packed = population.toPacked();
  const all = parameters.bind(starts, 'timestamptz[]');
  const interval = toIntervalKey(all);
  const places = by.map((dimension) => placeOf(dimension));
  const values = places.map((place) => toValueSql(parameters, place));
  const visits = toVisits(population, packed, {
    columns: [`${interval.ofSession.key}::bigint`, ...values].map((key, n) => `${key} as key_${n + 1}`),
    conditions: [interval.ofSession.condition],
    needsHits: packed.hits !== '',
  });
  const rest = toRest(population, [`${interval.key}::bigint`, ...values], by.length > 0);
  const sets = toSets(values.length + 1);
  const ofDimensions = places.map((_, n) => sets.numberOf(n + 1));
  const kinds = places.map((place, n) => `when ${ofDimensions[n]} then ${'kind' in place ? place.kind : 0}`);
  const metric = toMetricSql('n', sort);
  return `
    with ${visits}, rest as materialized (
      ${rest}
    ), ${toSums(packed.hits, sets)}, ${toPopulationOf(sets)}, ${toRevenueSql(population)}, named as (
      select r.*, ${
        by.length === 0
          ? 'null::text'
          : `(select t.value from facts.texts as t where t.tenant_hk = $1 and t.kind = case r.set_no ${kinds.join(' ')} end and t.text_key = r.key limit 1)`
      } as value
      from rows as r
      where r.set_no = any ('{${ofDimensions.join(',')}}'::integer[])
    ), ranked as (
      select n.*, ${metric} as metric,
        row_number() over (partition by n.set_no order by ${metric} desc, coalesce(n.value, '') collate "C") as place
      from named as n
    )
    select (select p.population from population as p) as population, (
      select ${toSummaryJson('v')}
      from population as p
      cross join (
        select coalesce(r.page_views, 0) as page_views, r.bounce_rate, r.duration_mean_s,
          (select ${MEDIAN} from durations as d) as duration_median_s
        from rows as r where r.set_no = ${sets.all}
      ) as v
    ) as summary, (
      select coalesce(jsonb_agg(jsonb_build_object('at', util.iso(s.at), ${ALL_METRICS})
        order by s.at), '[]')
      from unnest(${all}) with ordinality as s(at, n)
      left join rows as r on r.set_no = ${sets.numberOf(0)} and r.key = s.n) as timeseries, (
      select jsonb_build_array(${ofDimensions.map((set) => `coalesce(jsonb_agg(${toRowJson('x')} order by x.place) filter (where x.set_no = ${set}), '[]')`).join(', ')})
      from ranked as x where x.place <= ${parameters.bind(limit + 1, 'integer')}) as breakdowns`;
}

interface Sets {
  /** Of a row, the number of the set that it is in, and its key; of the set of all rows 0. */
  columns(alias: string): string;
  /** `()` and a set of each key; with more columns in each. */
  grouping(alias: string, column?: string): string;
  /** The number of the set of all rows. */
  all: number;
  /** The number of the set of one key, from 0. */
  numberOf(key: number): number;
  keys(alias: string): string;
}

/** Grouping sets of so many keys: the number of a set has a bit for each key that it does not have. */
function toSets(count: number): Sets {
  const names = Array.from({ length: count }, (_, n) => `key_${n + 1}`);
  const all = 2 ** count - 1;
  const keys = (alias: string) => names.map((name) => `${alias}.${name}`).join(', ');
  return {
    all,
    numberOf: (key) => all - 2 ** (count - 1 - key),
    keys,
    columns: (alias) => `grouping(${keys(alias)}) as set_no, coalesce(${keys(alias)}, 0) as key`,
    grouping(alias, column) {
      const own = column === undefined ? [] : [`${alias}.${column}`];
      return `grouping sets (${[[], ...names.map((name) => [`${alias}.${name}`])].map((set) => `(${[...own, ...set].join(', ')})`).join(', ')})`;
    },
  };
}

/** The CTEs up to `rows`: a row for each set and key, with every metric. */
function toSums(hitFilters: string, sets: Sets): string {
  const base =
    hitFilters === ''
      ? 'select v.* from visits as v where v.is_whole'
      : `select ${sets.keys('v')}, v.visitor_key, v.session_key, v.is_counted, v.rule, v.is_bounce, v.us, f.events, f.page_views
        from visits as v join (${toFilteredSessions(hitFilters)}) as f on f.session_key = v.session_key`;
  return `base as ${hitFilters === '' ? 'not ' : ''}materialized (
      ${base}
    ), ${PEOPLE}, whole as materialized (
      select ${sets.keys('b')}, b.visitor_key, b.events, b.page_views, b.is_bounce, b.us,
        b.visitor_key in (select p.visitor_key from people as p where p.n > 1) as is_repeated
      from base as b where b.is_counted
    ), rest_visits as materialized (
      select d.set_no, d.key, d.session_key, t.session_key as known, t.is_bounce, t.us
      from (
        select ${sets.columns('r')}, r.session_key from rest as r where r.is_counted and r.session_key <> 0
        group by ${sets.grouping('r', 'session_key')}
      ) as d
      left join parts as t on t.session_key = d.session_key
    ), rows as materialized (
      select x.set_no, x.key, ${METRICS_OF_SUMS}
      from (
        select ${sets.columns('w')}, sum(w.events) as events, sum(w.page_views) as page_views, count(*) as sessions,
          count(*) as known, count(*) filter (where w.is_bounce) as bounces, sum(w.us) as us,
          count(*) filter (where not w.is_repeated and w.visitor_key <> 0) as visitors
        from whole as w group by ${sets.grouping('w')}
        union all
        select ${sets.columns('r')}, sum(r.events), sum(r.page_views), 0, 0, 0, 0, 0
        from rest as r where r.is_counted group by ${sets.grouping('r')}
        union all
        select r.set_no, r.key, 0, 0, count(*), count(r.known), count(*) filter (where r.is_bounce), sum(r.us), 0
        from rest_visits as r group by r.set_no, r.key
        union all
        select d.set_no, d.key, 0, 0, 0, 0, 0, 0, count(*)
        from (
          select ${sets.columns('u')}
          from (
            select ${sets.keys('w')}, w.visitor_key from whole as w where w.is_repeated
            union all
            select ${sets.keys('r')}, r.visitor_key from rest as r where r.is_counted and r.visitor_key <> 0
          ) as u
          group by ${sets.grouping('u', 'visitor_key')}
        ) as d
        group by d.set_no, d.key
      ) as x
      group by x.set_no, x.key
    ), durations as not materialized (
      select w.us from whole as w
      union all
      select r.us from rest_visits as r where r.set_no = ${sets.all} and r.known is not null
    )`;
}

function toPopulationOf({ all }: Sets): string {
  return `population as (
      select jsonb_build_object(
        'counted', (
          select jsonb_build_object('events', coalesce(sum(r.events), 0), 'sessions', coalesce(sum(r.sessions), 0),
            'visitors', (select count(*) from people))
          from rows as r where r.set_no = ${all}),
        'excluded', (
          ${EXCLUDED})) as population
    )`;
}
