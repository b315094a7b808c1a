import { type PopulationSql, toEventsSql } from './populationSql.ts';

/** By what events are grouped. */
export interface Grouping {
  /** The key of an event `e`. */
  key: string;
  /** The key needs the session `s`. */
  needsSession?: boolean;
  /**
   * For a key that all events of most sessions share: the key of a session `s`, and the condition under which its events
   * share it.
   */
  ofSession?: { key: string; condition?: string };
  /** Makes several rows of an event: then the key is not the event's alone. */
  join?: string;
}

/** What is counted of a session `s` as a whole; `us`: its duration in microseconds. Once a session, not once a key. */
const VISIT = `s.page_views = 1 and s.interactions = 0 as is_bounce,
        (extract(epoch from s.ended_at - s.started_at) * 1000000)::bigint as us`;
const ALL_VISITS = `(select s.session_key, ${VISIT} from facts.sessions as s where s.tenant_hk = $1)`;
/** Bits of `facts.flags` that decide whether an event counts. */
const EXCLUDING = 60;

/**
 * The start of a statement that counts by a key: the CTEs `rows` (a row a key, with every metric), `population` (one
 * row, jsonb) and `g`, from which both are counted: a row for each key, session, visitor and rule.
 */
export function toGroupedSql(population: PopulationSql, grouping: Grouping): string {
  const isFast = population.isOfSessions && grouping.ofSession !== undefined;
  // The population is counted from `g`, unless that has an event twice, or sessions alone tell it faster.
  const ofAll = { key: '1', ofSession: { key: '1' } };
  const isWholeFast = population.isOfSessions && !isFast;
  const whole = isWholeFast
    ? `${toVisits(population, ofAll)}, whole as materialized (${toFastCounts(population, ofAll)})`
    : grouping.join === undefined
      ? 'whole as (select * from g)'
      : `whole as materialized (${toCounts(population, '1', toEventsSql(population))})`;
  return `
    with ${isFast ? `${toVisits(population, grouping)},` : ''} g as materialized (
      ${isFast ? toFastCounts(population, grouping) : toCounts(population, grouping.key, toEventsSql(population, grouping))}
    ), ${whole}, population as (
      select jsonb_build_object(
        'counted', (
          select jsonb_build_object('events', coalesce(sum(w.events), 0),
            'sessions', (select count(*) from (select distinct x.session_key from whole as x where x.is_counted and x.session_key <> 0) as x),
            'visitors', (select count(*) from (select distinct x.visitor_key from whole as x where x.is_counted and x.visitor_key <> 0) as x))
          from whole as w where w.is_counted),
        'excluded', (
          select coalesce(jsonb_object_agg(x.rule, jsonb_build_array(x.events, x.sessions)), '{}')
          from (
            select w.rule, sum(w.events) as events, count(distinct w.session_key) filter (where w.session_key <> 0) as sessions
            from whole as w where not w.is_counted group by w.rule
          ) as x)) as population
    ), by_events as (
      select g.key, sum(g.events) as events, sum(g.page_views) as page_views from g where g.is_counted group by g.key
    ), by_visitors as (
      select d.key, count(*) as visitors
      from (select distinct g.key, g.visitor_key from g where g.is_counted and g.visitor_key <> 0) as d group by d.key
    ), visited as (
      select distinct g.key, g.session_key from g where g.is_counted and g.session_key <> 0
    ), durations as (
      select d.key, t.session_key, t.is_bounce, t.us
      from visited as d
      left join ${(isFast || isWholeFast) && !population.hasInvalid ? 'visits' : ALL_VISITS} as t on t.session_key = d.session_key
    ), by_sessions as (
      select d.key, count(*) as sessions, count(d.session_key) as known, count(*) filter (where d.is_bounce) as bounces,
        sum(d.us) / 1000000 as seconds
      from durations as d group by d.key
    ), rows as (
      select e.key, coalesce(v.visitors, 0) as visitors, coalesce(s.sessions, 0) as sessions, e.page_views, e.events,
        round(e.page_views / s.sessions, 4) as views_per_session,
        round(s.bounces::numeric / nullif(s.known, 0), 4) as bounce_rate,
        round(s.seconds / nullif(s.known, 0), 3) as duration_mean_s
      from by_events as e
      left join by_visitors as v on v.key = e.key
      left join by_sessions as s on s.key = e.key
    )`;
}

/** Counts from events. A key is never null. */
function toCounts({ counts, rule }: PopulationSql, key: string, from: string): string {
  return `select ${key} as key, e.session_key, e.visitor_key, ${counts('e.flags')} as is_counted, ${rule('e.flags')} as rule,
        count(*) as events, count(*) filter (where e.flags & 1 <> 0) as page_views
      ${from}
      group by 1, 2, 3, 4, 5`;
}

/**
 * The sessions with events in the range. `is_whole`: all its events are in the range, and they share key, visitor and
 * what decides whether they count; then the numbers of the session are those of its events. A session takes seldom more
 * than a day, so an index by its start finds all.
 */
function toVisits({ from, to, filters }: PopulationSql, { ofSession }: Grouping): string {
  return `visits as materialized (
      select s.session_key, s.visitor_key, s.any_flags as flags, s.events, s.page_views, s.started_at, s.ended_at,
        ${VISIT}, ${ofSession?.key ?? '1'} as key,
        s.started_at >= ${from} and s.ended_at < ${to} and s.visitor_key = s.last_visitor_key
          and (s.any_flags # s.all_flags) & ${EXCLUDING} = 0 ${ofSession?.condition ? `and ${ofSession.condition}` : ''} as is_whole
      from facts.sessions as s
      where s.tenant_hk = $1 and s.started_at < ${to} and s.ended_at >= ${from}
        and (s.started_at >= ${from} - interval '1 day' or s.is_long) ${filters}
    ), parts as materialized (
      select v.session_key, greatest(v.started_at, ${from}) as started_at, v.ended_at from visits as v where not v.is_whole
    ), search as (
      select coalesce(sum(least(p.ended_at, ${to}) - p.started_at), interval '0') < (${to} - ${from}) / 4 as is_short from parts as p
    )`;
}

/**
 * Counts whole sessions by their facts and reads only the events of other sessions, those without a session, and
 * INVALID ones. It looks for the events of each session in its time, unless these times add up to much of the range: then
 * it reads all events of the range once.
 */
function toFastCounts(population: PopulationSql, grouping: Grouping): string {
  const { from, to, counts, rule } = population;
  const range = `e.tenant_hk = $1 and e.event_at >= ${from} and e.event_at < ${to}`;
  const session = grouping.needsSession
    ? 'join facts.sessions as s on s.tenant_hk = $1 and s.session_key = p.session_key'
    : '';
  return `select v.key, v.session_key, v.visitor_key, ${counts('v.flags')} as is_counted, ${rule('v.flags')} as rule,
        v.events, v.page_views::bigint as page_views
      from visits as v where v.is_whole
      union all
      select * from (${toCounts(
        population,
        grouping.key,
        `from parts as p
        cross join lateral (
          select x.event_at, x.session_key, x.visitor_key, x.flags from facts.events as x
          where x.tenant_hk = $1 and x.event_at >= p.started_at and x.event_at <= p.ended_at and x.event_at < ${to}
            and x.session_key = p.session_key and x.flags & 32 = 0
          -- Otherwise the planner, which knows nothing of the times, reads all events.
          offset 0
        ) as e ${session}
        where (select search.is_short from search)`,
      )}) as short
      union all
      select * from (${toCounts(
        population,
        grouping.key,
        `from facts.events as e join parts as p on p.session_key = e.session_key ${session}
        where ${range} and e.flags & 32 = 0 and not (select search.is_short from search)`,
      )}) as long
      union all
      select * from (${toCounts(
        population,
        grouping.key,
        `from facts.events as e
        left join facts.sessions as s on s.tenant_hk = $1 and s.session_key = e.session_key
        where ${range} and (e.session_key = 0 or e.flags & 32 <> 0) ${population.filters}`,
      )}) as loose`;
}
