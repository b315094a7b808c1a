import type { BreakdownSort, Dimension } from '@onevault/contract';
import type { BreakdownPlace } from '../../analytics.ts';
import { placeOf } from './dimensions.ts';
import { toGroupedSql } from './groupedSql.ts';
import type { Parameters } from './parameters.ts';
import { type PopulationParts, TYPE_MASK, toPopulationSql, toValueSql } from './populationSql.ts';

export interface BreakdownParts {
  by: Dimension;
  sort: BreakdownSort;
  limit: number;
  after?: BreakdownPlace;
}

/** The statement of a breakdown: one row `{population, data}`. `data` has one row more than the limit if there are more. */
export function toBreakdownSql(
  parameters: Parameters,
  parts: PopulationParts,
  { by, sort, limit, after }: BreakdownParts,
): string {
  const place = placeOf(by);
  const population = toPopulationSql(parameters, parts);
  const isOfType = place.of === 'event' && place.column === 'type_key';
  const value = place.of === 'items' ? 'item.key' : toValueSql(parameters, place);
  const key = isOfType ? `(${value} ${TYPE_MASK})` : value;
  const grouped = toGroupedSql(population, {
    key,
    ...(place.of === 'session' && { needsSession: true, ofSession: { key } }),
    ...(place.of === 'event' &&
      (place.column === 'host_key'
        ? { ofSession: { key: 's.host_key', condition: 's.host_key is not null' } }
        : { ofHit: isOfType ? 'type_key' : 'page_key' })),
    ...(place.of === 'items' && {
      join: `cross join lateral (select distinct i.key from unnest(coalesce(e.item_keys, '{0}')) as i(key)) as item`,
    }),
  });
  const text =
    place.of === 'property'
      ? `nullif(r.key, '')`
      : `(select t.value from facts.texts as t where t.tenant_hk = $1 and t.kind = ${place.kind}
          and t.text_key ${isOfType ? 'between r.key and r.key + 65535' : '= r.key'} limit 1)`;
  const metric = toMetricSql('n', sort);
  const page =
    after === undefined
      ? ''
      : `where (${metric} < ${parameters.bind(after.metric ?? (sort === 'value' ? 0 : -1), 'numeric')}
           or ${metric} = ${parameters.bind(after.metric ?? (sort === 'value' ? 0 : -1), 'numeric')}
             and coalesce(n.value, '') collate "C" > ${parameters.bind(after.value ?? '', 'text')})`;
  return `${grouped}, named as (
      select ${text} as value, r.* from rows as r
    ), page as (
      select n.*, ${metric} as metric from named as n
      ${page}
      order by metric desc, coalesce(n.value, '') collate "C"
      limit ${parameters.bind(limit + 1, 'integer')}
    )
    select (select p.population from population as p) as population, (
      select coalesce(jsonb_agg(${toRowJson('x')}
        order by x.metric desc, coalesce(x.value, '') collate "C"), '[]')
      from page as x) as data`;
}

/** By what rows are sorted, the largest first. */
export function toMetricSql(row: string, sort: BreakdownSort): string {
  return sort === 'value' ? '0' : `coalesce(${row}.${sort}, -1)`;
}

/** A row of BreakdownData. */
export function toRowJson(row: string): string {
  const metrics = ['visitors', 'sessions', 'page_views', 'events', 'bounce_rate', 'duration_mean_s'];
  return `jsonb_build_object(${['value', ...metrics].map((name) => `'${name}', ${row}.${name}`).join(', ')})`;
}
