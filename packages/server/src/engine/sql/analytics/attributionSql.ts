import type { AnalyticsQuestion } from '../../analytics.ts';
import { kindOf, placeOf } from './dimensions.ts';
import { toGroupedSql } from './groupedSql.ts';
import type { Parameters } from './parameters.ts';
import { type PopulationParts, toCondition, toEventsSql, toPopulationSql } from './populationSql.ts';

type AttributionParts = Extract<AnalyticsQuestion, { kind: 'attribution' }>;

const DIRECT = `facts.text_key(${kindOf('channel')}, 'direct')`;

/**
 * The statement of an attribution: one row `{population, data}`. Every conversion gets one session, and the value that
 * this session has. `rows` has one row more than the limit if there are more.
 */
export function toAttributionSql(
  parameters: Parameters,
  parts: PopulationParts,
  { conversion, model, by, lookbackSeconds, limit, after }: AttributionParts,
): string {
  const population = toPopulationSql(parameters, parts);
  const place = placeOf(by);
  if (place.of !== 'session') throw new Error(`${by} is no dimension of a session`);
  const condition =
    conversion === 'orders'
      ? 'e.order_key is not null'
      : `(${toCondition(parameters, conversion, placeOf(conversion.dimension))})`;
  const needsSession = conversion !== 'orders' && placeOf(conversion.dimension).of === 'session';
  const columns = `s.session_key, s.started_at, s.channel_key, s.${place.column} as value_key`;
  const isOwn = model === 'session';
  // A parameter that the statement does not use would be refused.
  const lookback = isOwn ? '' : `make_interval(secs => ${parameters.bind(lookbackSeconds, 'double precision')})`;
  const earlier = isOwn
    ? ''
    : `union all
      select c.n, v.session_key, v.started_at, v.channel_key, v.value_key
      from conversions as c
      join visitors_sessions as v
        on v.visitor_key = c.visitor_key and v.started_at <= c.event_at and v.started_at >= c.event_at - ${lookback}`;
  const preferred = {
    first: 't.started_at',
    last: `t.channel_key = ${DIRECT}, t.started_at desc`,
    session: 't.started_at',
  };
  const page =
    after === undefined
      ? ''
      : `where r.conversions < ${parameters.bind(after.conversions, 'bigint')}
           or r.conversions = ${parameters.bind(after.conversions, 'bigint')}
             and coalesce(r.value, '') collate "C" > ${parameters.bind(after.value ?? '', 'text')}`;
  return `${toGroupedSql(population, { key: '1', ofSession: { key: '1' } })}, conversions as materialized (
      select row_number() over () as n, found.*
      from (
        -- Events of one order are one conversion.
        select distinct on (coalesce(e.order_key, e.event_key)) e.event_at, e.session_key, e.visitor_key, e.order_key, e.currency, e.amount
        ${toEventsSql(population, { needsSession })} and ${population.counts('e.flags')} and ${condition}
        order by coalesce(e.order_key, e.event_key), e.event_at, e.event_key
      ) as found
    ), ${isOwn ? '' : toVisitorsSessions(population, columns, lookback)} touches as (
      select c.n, ${columns}
      from conversions as c
      join facts.sessions as s on s.tenant_hk = $1 and s.session_key = c.session_key
      ${earlier}
    ), credited as (
      select distinct on (t.n) t.n, t.value_key from touches as t order by t.n, ${preferred[model]}, t.session_key
    ), credits as materialized (
      select c.*, coalesce(t.value_key, 0) as value_key from conversions as c left join credited as t on t.n = c.n
    ), sums as (
      select c.value_key, c.currency, coalesce(sum(c.amount), 0) as amount, count(*) as orders
      from credits as c where c.order_key is not null group by grouping sets ((c.value_key, c.currency), (c.currency))
    ), named as (
      select k.value_key, k.conversions, k.visitors,
        (select t.value from facts.texts as t where t.tenant_hk = $1 and t.kind = ${place.kind} and t.text_key = k.value_key limit 1) as value
      from (
        select c.value_key, count(*) as conversions, count(distinct c.visitor_key) filter (where c.visitor_key <> 0) as visitors
        from credits as c group by c.value_key
      ) as k
    ), page as (
      select r.* from named as r
      ${page}
      order by r.conversions desc, coalesce(r.value, '') collate "C"
      limit ${parameters.bind(limit + 1, 'integer')}
    )
    select (select p.population from population as p) as population, (
      select jsonb_build_object(
        'conversions', count(*),
        'without_visitor', count(*) filter (where c.visitor_key = 0),
        'without_session', count(*) filter (where c.session_key = 0),
        'revenue', ${toRevenue('s.value_key is null')},
        'rows', (
          select coalesce(jsonb_agg(jsonb_build_object(
            'value', r.value, 'conversions', r.conversions, 'visitors', r.visitors, 'revenue', ${toRevenue('s.value_key = r.value_key')})
            order by r.conversions desc, coalesce(r.value, '') collate "C"), '[]')
          from page as r))
      from credits as c) as data`;
}

/**
 * The sessions that may have brought a visitor: a row for each visitor of a session. Nearly all sessions have one; who
 * the visitors of another are is read from its events, all at once.
 */
function toVisitorsSessions(
  { from, to, counts }: Pick<ReturnType<typeof toPopulationSql>, 'from' | 'to' | 'counts'>,
  columns: string,
  lookback: string,
): string {
  return `candidates as materialized (
      select ${columns}, s.visitor_key, s.last_visitor_key, s.ended_at
      from facts.sessions as s
      where s.tenant_hk = $1 and s.started_at >= ${from} - ${lookback} and s.started_at < ${to} and ${counts('s.all_flags')}
    ), mixed as materialized (
      select c.* from candidates as c where c.visitor_key <> c.last_visitor_key
    ), visitors_sessions as (
      select c.visitor_key, c.session_key, c.started_at, c.channel_key, c.value_key
      from candidates as c where c.visitor_key = c.last_visitor_key and c.visitor_key <> 0
      union all
      select distinct e.visitor_key, m.session_key, m.started_at, m.channel_key, m.value_key
      from mixed as m
      join facts.events as e on e.session_key = m.session_key
      where e.tenant_hk = $1 and e.event_at >= (select min(x.started_at) from mixed as x)
        and e.event_at <= (select max(x.ended_at) from mixed as x) and e.visitor_key <> 0 and e.flags & 32 = 0
    ),`;
}

/** The revenue of some credits: an entry a currency. */
function toRevenue(condition: string): string {
  return `(
          select coalesce(jsonb_agg(jsonb_build_object('currency', s.currency, 'amount', s.amount, 'orders', s.orders)
            order by s.currency collate "C" nulls last), '[]')
          from sums as s where ${condition})`;
}
