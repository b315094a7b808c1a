import type { PathsBy } from '@onevault/contract';
import type { AnalyticsQuestion } from '../../analytics.ts';
import { kindOf, placeOf } from './dimensions.ts';
import { toGroupedSql } from './groupedSql.ts';
import type { Parameters } from './parameters.ts';
import { type PopulationParts, toCondition, toEventsSql, toPopulationSql } from './populationSql.ts';

type PathsParts = Extract<AnalyticsQuestion, { kind: 'paths' }>;

/** Bits of `facts.flags`: page views; page views and actions of the visitor. */
const STEPS_OF: Record<PathsBy, number> = { page: 1, event: 3, both: 3 };

/**
 * The statement of paths: one row `{population, data}`. It numbers the steps of each session, away from the anchor, names
 * the most frequent nodes of each step and counts the sessions of each node and between each pair.
 */
export function toPathsSql(
  parameters: Parameters,
  parts: PopulationParts,
  { anchor, by, steps, limit }: PathsParts,
): string {
  const population = toPopulationSql(parameters, parts);
  const isBackward = anchor?.at === 'end';
  const condition = anchor ? `(${toCondition(parameters, anchor.filter, placeOf(anchor.filter.dimension))})` : 'true';
  // Somebody asks for the ways to an event, step by step through pages: then the event is a step too.
  const isStep = `(e.flags & ${STEPS_OF[by]} <> 0${anchor?.filter.dimension === 'event' ? ` or ${condition}` : ''})`;
  const isPage = by === 'event' ? 'false' : 'e.flags & 1 <> 0';
  const textOf = (kind: string, key: string) =>
    `(select t.value from facts.texts as t where t.tenant_hk = $1 and t.kind = ${kindOf(kind)} and t.text_key = ${key} limit 1)`;
  const order = isBackward ? 'desc' : 'asc';
  const last = parameters.bind(steps, 'integer');
  return `${toGroupedSql(population, { key: '1', ofSession: { key: '1' } })}, hits as (
      select e.session_key, ${isPage} as is_page, case when ${isPage} then e.page_key else e.type_key end as node_key,
        ${condition} as is_anchor,
        row_number() over (partition by e.session_key order by e.event_at, e.event_key) as n
      ${toEventsSql(population, { needsSession: anchor !== undefined && placeOf(anchor.filter.dimension).of === 'session' })}
        and ${population.counts('e.flags')} and e.session_key <> 0 and ${isStep}
    ), anchored as (
      select h.*, min(h.n) filter (where h.is_anchor) over (partition by h.session_key) as anchor_n from hits as h
    ), ways as (
      select a.session_key, a.is_page, a.node_key, a.n,
        (a.is_page, a.node_key) is distinct from (
          lag(a.is_page) over way, lag(a.node_key) over way) as is_new
      from anchored as a
      where a.n ${isBackward ? '<=' : '>='} a.anchor_n
      window way as (partition by a.session_key order by a.n ${order})
    ), numbered as (
      select w.session_key, w.is_page, w.node_key,
        row_number() over (partition by w.session_key order by w.n ${order}) as step
      from ways as w where w.is_new
    ), taken as materialized (
      -- One step more, to know which sessions go on after the last one.
      select n.* from numbered as n where n.step <= ${last} + 1
    ), counts as (
      select t.step, t.is_page, t.node_key, count(*) as sessions,
        rank() over (partition by t.step order by count(*) desc) as place
      from taken as t where t.step <= ${last} group by t.step, t.is_page, t.node_key
    ), named as (
      -- Texts only of those that may be shown: they break ties.
      select c.*, case when c.is_page then ${textOf('page', 'c.node_key')} else ${textOf('event', 'c.node_key')} end as value
      from counts as c where c.place <= ${parameters.bind(limit, 'integer')}
    ), tops as materialized (
      select r.* from (
        select n.*, row_number() over (
          partition by n.step order by n.sessions desc, n.is_page desc, coalesce(n.value, '') collate "C", n.node_key) as node
        from named as n
      ) as r where r.node <= ${parameters.bind(limit, 'integer')}
    ), folded as materialized (
      -- Node 0 are the others.
      select t.session_key, t.step, coalesce(p.node, 0) as node,
        lead(t.step) over (partition by t.session_key order by t.step) is not null as goes_on,
        lead(coalesce(p.node, 0)) over (partition by t.session_key order by t.step) as next_node
      from taken as t
      left join tops as p on p.step = t.step and p.is_page = t.is_page and p.node_key = t.node_key
    ), nodes as (
      select f.step, f.node, count(*) as sessions, count(*) filter (where not f.goes_on) as dropped
      from folded as f where f.step <= ${last} group by f.step, f.node
    ), others as (
      select c.step, count(*) as nodes from counts as c
      where not exists (
        select 1 from tops as p where p.step = c.step and p.is_page = c.is_page and p.node_key = c.node_key)
      group by c.step
    ), links as (
      select f.step, f.node, f.next_node, count(*) as sessions
      from folded as f where f.step < ${last} and f.goes_on group by f.step, f.node, f.next_node
    )
    select (select p.population from population as p) as population, (
      select jsonb_build_object(
        'sessions', coalesce((select sum(n.sessions) from nodes as n where n.step = 1), 0),
        'nodes', (
          select coalesce(jsonb_agg(jsonb_build_object(
            'step', n.step, 'node', n.node, 'sessions', n.sessions, 'dropped', n.dropped,
            'kind', case when n.node = 0 then 'other' when t.is_page then 'page' else 'event' end, 'value', t.value,
            'nodes', case when n.node = 0 then o.nodes else 1 end) order by n.step, n.node = 0, n.node), '[]')
          from nodes as n
          left join tops as t on t.step = n.step and t.node = n.node
          left join others as o on o.step = n.step),
        'links', (
          select coalesce(jsonb_agg(jsonb_build_object('step', l.step, 'node', l.node, 'next', l.next_node, 'sessions', l.sessions)
            order by l.step, l.node = 0, l.node, l.next_node = 0, l.next_node), '[]')
          from links as l))) as data`;
}
