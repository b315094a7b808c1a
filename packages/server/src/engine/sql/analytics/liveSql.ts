import { kindOf } from './dimensions.ts';
import { toGroupedSql } from './groupedSql.ts';
import type { Parameters } from './parameters.ts';
import { type PopulationParts, toEventsSql, toPopulationSql } from './populationSql.ts';

const MAX_PAGES = 1000;

/** The statement of who is on the site: one row `{population, data}`. Each visitor is on the page of the latest event. */
export function toLiveSql(parameters: Parameters, parts: PopulationParts): string {
  const population = toPopulationSql(parameters, parts);
  return `${toGroupedSql(population, { key: '1' })}, latest as (
      select distinct on (e.visitor_key) e.visitor_key, e.page_key
      ${toEventsSql(population)} and ${population.counts('e.flags')} and e.visitor_key <> 0
      order by e.visitor_key, e.event_at desc, e.event_key desc
    ), pages as (
      select (select t.value from facts.texts as t
          where t.tenant_hk = $1 and t.kind = ${kindOf('page')} and t.text_key = l.page_key limit 1) as page, l.visitors
      from (select latest.page_key, count(*) as visitors from latest group by latest.page_key) as l
    )
    select p.population, (
      select jsonb_build_object(
        'visitors', p.population -> 'counted' -> 'visitors', 'sessions', p.population -> 'counted' -> 'sessions',
        'page_views', coalesce((select sum(g.page_views) from g where g.is_counted), 0),
        'pages', (
          select coalesce(jsonb_agg(jsonb_build_object('page', x.page, 'visitors', x.visitors)
            order by x.visitors desc, coalesce(x.page, '') collate "C"), '[]')
          from (
            select * from pages order by pages.visitors desc, coalesce(pages.page, '') collate "C" limit ${MAX_PAGES}
          ) as x))) as data
    from population as p`;
}
