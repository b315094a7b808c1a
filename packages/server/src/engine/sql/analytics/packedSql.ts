import type { Grouping } from './grouping.ts';
import { type PackedFilters, type PopulationSql, TYPE_MASK, toCountsSql } from './populationSql.ts';

/** Bits of `facts.flags` that decide whether an event counts. */
const EXCLUDING = 60;
/** Of the second number of a hit (migration 0014): how many events, and whether it is the first of its page or type. */
const HIT_EVENTS = 16383;
const FIRST = { page_key: 32768, type_key: 16384 };
const VIEW = `facts.text_key(1, 'page_view') ${TYPE_MASK}`;

/** The visitors of `base` and `rest`, with the number of their rows. */
export const PEOPLE = `people as materialized (
      select x.visitor_key, count(*) as n
      from (
        select b.visitor_key from base as b where b.is_counted
        union all
        select r.visitor_key from rest as r where r.is_counted
      ) as x
      where x.visitor_key <> 0 group by x.visitor_key
    )`;

/** What `base` and `rest` leave out: events and sessions by rule. */
export const EXCLUDED = `select coalesce(jsonb_object_agg(x.rule, jsonb_build_array(x.events, x.sessions)), '{}')
          from (
            select u.rule, sum(u.events) as events, count(distinct u.session_key) filter (where u.session_key <> 0) as sessions
            from (
              select b.rule, b.session_key, b.events from base as b where not b.is_counted
              union all
              select r.rule, r.session_key, r.events from rest as r where not r.is_counted
            ) as u
            group by u.rule
          ) as x`;

/** Every metric of a key from the sums `x` of its parts. */
export const METRICS_OF_SUMS = `sum(x.visitors)::bigint as visitors, sum(x.sessions)::bigint as sessions,
        sum(x.page_views)::bigint as page_views, sum(x.events)::bigint as events,
        round(sum(x.page_views) / nullif(sum(x.sessions), 0), 4) as views_per_session,
        round(sum(x.bounces) / nullif(sum(x.known), 0), 4) as bounce_rate,
        round(sum(x.us) / 1000000 / nullif(sum(x.known), 0), 3) as duration_mean_s`;

/** What a statement takes from each session, besides what all statements take. */
interface VisitParts {
  columns: readonly string[];
  /** Under which its keys are those of all its events. */
  conditions: readonly string[];
  needsHits: boolean;
}

/** A session `s` as a whole: whether it bounced, and its duration in microseconds. */
export const VISIT = `s.page_views = 1 and s.interactions = 0 as is_bounce,
        (date_part('epoch', s.ended_at - s.started_at) * 1000000)::bigint as us`;

/**
 * As toGroupedSql, but sessions that lie in the range as a whole are counted by their facts, which are a twelfth of the
 * rows; only the events of other sessions are read. What a packed session did is in its hits.
 *
 * Most visitors have one session: they are counted without looking for the same visitor in the same row. So the only set
 * of all visitors is `people`.
 */
export function toPackedSql(population: PopulationSql, grouping: Grouping, packed: PackedFilters): string {
  const { hasInvalid } = population;
  const { ofHit } = grouping;
  const hasHitFilters = packed.hits !== '';
  // Rows of `base` are whole sessions; with filters on hits, whole sessions for each key.
  const base = hasHitFilters
    ? `base as materialized (${toFilteredHits(packed, grouping)})`
    : `base as not materialized (
      select v.*${ofHit ? ', 0 as key' : ''} from visits as v where v.is_whole
    )`;
  const marked = `select b.*, b.visitor_key in (select p.visitor_key from people as p where p.n > 1) as is_repeated from base as b`;
  const whole =
    ofHit && !hasHitFilters
      ? `select h.${ofHit} as key, h.session_key, h.visitor_key, h.is_counted, h.events, h.page_views, h.is_bounce, h.us,
        h.code & ${FIRST[ofHit]} <> 0 as is_first, h.is_repeated
      from (${toHits(marked, ['is_repeated'])}) as h`
      : `select m.key, m.session_key, m.visitor_key, m.is_counted, m.events, m.page_views, m.is_bounce, m.us, true as is_first, m.is_repeated
      from (${marked}) as m`;
  const wholeSessions = !ofHit
    ? 'select sum(s.sessions) from whole_sums as s'
    : `select count(${hasHitFilters ? 'distinct b.session_key' : '*'}) from base as b where b.is_counted`;
  // An INVALID event may name a session that counts without it.
  const isNew = (condition: string) =>
    hasInvalid
      ? `and not exists (select 1 from base as b where b.session_key = r.session_key and b.is_counted ${condition})`
      : '';
  const ofSameKey =
    ofHit && !hasHitFilters
      ? 'and exists (select 1 from whole as w where w.key = r.key and w.session_key = r.session_key)'
      : 'and b.key = r.key';
  return `
    with ${toVisits(population, packed, {
      columns: [
        ...(grouping.ofSession ? [`${grouping.ofSession.key} as key`] : []),
        ...(grouping.visits?.columns ?? []),
      ],
      conditions: grouping.ofSession?.condition ? [grouping.ofSession.condition] : [],
      needsHits: ofHit !== undefined || hasHitFilters || grouping.visits?.hits === true,
    })}, rest as materialized (
      ${toRest(population, grouping.key, grouping.needsSession)}
    ), ${base}, ${PEOPLE}, whole as not materialized (
      ${whole}
    ), whole_sums as materialized (
      select w.key, sum(w.events) as events, sum(w.page_views) as page_views, count(*) filter (where w.is_first) as sessions,
        count(*) filter (where w.is_first and w.is_bounce) as bounces, sum(w.us) filter (where w.is_first) as us,
        count(*) filter (where w.is_first and not w.is_repeated and w.visitor_key <> 0) as visitors
      from whole as w where w.is_counted group by w.key
    ), rest_visits as materialized (
      select d.key, d.session_key, t.session_key as known, t.is_bounce, t.us
      from (
        select distinct r.key, r.session_key from rest as r where r.is_counted and r.session_key <> 0 ${isNew(ofSameKey)}
      ) as d
      left join ${hasInvalid ? `(select s.session_key, ${VISIT} from facts.sessions as s where s.tenant_hk = $1)` : 'parts'} as t
        on t.session_key = d.session_key
    ), rows as (
      select x.key, ${METRICS_OF_SUMS}
      from (
        select w.key, w.events, w.page_views, w.sessions, w.sessions as known, w.bounces, w.us, w.visitors from whole_sums as w
        union all
        select r.key, sum(r.events), sum(r.page_views), 0, 0, 0, 0, 0 from rest as r where r.is_counted group by r.key
        union all
        select r.key, 0, 0, count(*), count(r.known), count(*) filter (where r.is_bounce), sum(r.us), 0
        from rest_visits as r group by r.key
        union all
        select d.key, 0, 0, 0, 0, 0, 0, count(*)
        from (
          select w.key, w.visitor_key from whole as w where w.is_repeated and w.is_first and w.is_counted
          union
          select r.key, r.visitor_key from rest as r where r.is_counted and r.visitor_key <> 0
        ) as d
        group by d.key
      ) as x
      group by x.key
    ), population as (
      select jsonb_build_object(
        'counted', jsonb_build_object(
          'events', coalesce((select sum(w.events) from whole_sums as w), 0)
            + coalesce((select sum(r.events) from rest as r where r.is_counted), 0),
          'sessions', coalesce((${wholeSessions}), 0) + (
            select count(distinct r.session_key) from rest as r where r.is_counted and r.session_key <> 0 ${isNew('')}),
          'visitors', (select count(*) from people)),
        'excluded', (
          ${EXCLUDED})) as population
    ), g as not materialized (
      select w.key, w.session_key, w.visitor_key, w.is_counted, w.events::bigint as events,
        w.page_views::bigint as page_views
      from whole as w
      union all
      select r.key, r.session_key, r.visitor_key, r.is_counted, r.events, r.page_views from rest as r
    ), durations as not materialized (
      select w.key, w.session_key, w.is_bounce, w.us from whole as w where w.is_first and w.is_counted
      union all
      select r.key, r.known, r.is_bounce, r.us from rest_visits as r
    ), visited as not materialized (
      select w.key, w.session_key from whole as w where w.is_first and w.is_counted
      union all
      select r.key, r.session_key from rest_visits as r
    )`;
}

/**
 * The sessions with events in the range. `is_whole`: all its events are in the range, and they share key, visitor and
 * what decides whether they count; then the numbers of the session are those of its events. A session takes seldom more
 * than a day, so an index by its start finds all.
 */
export function toVisits(
  { from, to, counts, rule }: PopulationSql,
  packed: PackedFilters,
  { columns, conditions, needsHits }: VisitParts,
): string {
  const whole = [
    `s.started_at >= ${from} and s.ended_at < ${to} and s.visitor_key = s.last_visitor_key`,
    `(s.any_flags # s.all_flags) & ${EXCLUDING} = 0`,
    ...conditions,
    ...(packed.hasHost ? ['s.host_key is not null'] : []),
    ...(needsHits ? [`coalesce(s.hits <> '{}', false)`] : []),
  ];
  return `visits as materialized (
      select s.session_key, s.visitor_key, ${counts('s.any_flags')} as is_counted, ${rule('s.any_flags')} as rule, s.events, s.page_views, s.started_at, s.ended_at,
        ${[VISIT, ...columns, ...(needsHits ? ['s.hits'] : [])].join(', ')},
        ${whole.join(' and ')} as is_whole
      from facts.sessions as s
      where s.tenant_hk = $1 and s.ended_at >= ${from} and (
        s.started_at >= ${from} - interval '1 day' and s.started_at < ${to}
        or s.is_long and s.started_at < ${from} - interval '1 day'
      ) ${packed.sessions}
    ), parts as materialized (
      select v.session_key, greatest(v.started_at, ${from}) as started_at, v.ended_at, v.is_bounce, v.us
      from visits as v where not v.is_whole
    ), spans as materialized (
      select lower(r.span) as starts_at, upper(r.span) as ends_at
      from (select unnest(range_agg(tstzrange(p.started_at, p.ended_at, '[]'))) as span from parts as p) as r
    )`;
}

/** A row a hit of the sessions that `sessions` selects, with more of their columns. */
export function toHits(sessions: string, columns: readonly string[]): string {
  return `select u.*, u.code ${TYPE_MASK} as type_key, (u.code & ${HIT_EVENTS})::integer as events,
          case when u.code ${TYPE_MASK} = ${VIEW} then (u.code & ${HIT_EVENTS})::integer else 0 end as page_views
        from (
          select m.session_key, m.visitor_key, m.is_counted, m.rule, m.is_bounce, m.us,${columns.map((column) => ` m.${column},`).join('')}
            unnest(m.hits[1:cardinality(m.hits) / 2]) as page_key, unnest(m.hits[cardinality(m.hits) / 2 + 1:]) as code
          from (${sessions}) as m
        ) as u`;
}

/** Whole sessions, by their hits that pass the filters. */
function toFilteredHits(packed: PackedFilters, { ofHit }: Grouping): string {
  const sessions = `select v.*${ofHit ? ', 0 as key' : ''} from visits as v where v.is_whole`;
  return `select h.${ofHit ?? 'key'} as key, h.session_key, h.visitor_key, h.is_counted, h.rule, h.is_bounce, h.us,
        sum(h.events)::integer as events, sum(h.page_views)::integer as page_views
      from (${toHits(sessions, ['key'])}) as h
      where true ${packed.hits}
      group by 1, 2, 3, 4, 5, 6, 7`;
}

/** Whole sessions with the numbers of their events that pass the filters. */
export function toFilteredSessions(hitFilters: string): string {
  return `select h.session_key, sum(h.events)::integer as events, sum(h.page_views)::integer as page_views
      from (${toHits('select v.* from visits as v where v.is_whole', [])}) as h
      where true ${hitFilters}
      group by h.session_key`;
}

/**
 * Counts the events of sessions that are not whole, those without a session, and INVALID ones. Sessions that overlap share
 * a span of time, so no event is read twice.
 */
export function toRest(population: PopulationSql, key: string | readonly string[], needsSession = false): string {
  const { from, to, filters } = population;
  const session =
    needsSession || population.needsSession
      ? 'join facts.sessions as s on s.tenant_hk = $1 and s.session_key = e.session_key'
      : '';
  return `select * from (${toCountsSql(
    population,
    key,
    `from spans as p
        cross join lateral (
          select x.* from facts.events as x
          where x.tenant_hk = $1 and x.event_at >= p.starts_at and x.event_at <= p.ends_at and x.event_at < ${to}
            and x.flags & 32 = 0 and x.session_key in (select v.session_key from parts as v)
          -- Otherwise the planner, which knows nothing of the spans, reads all events.
          offset 0
        ) as e ${session}
        where true ${filters}`,
  )}) as parted
      union all
      select * from (${toCountsSql(
        population,
        key,
        `from facts.events as e
        left join facts.sessions as s on s.tenant_hk = $1 and s.session_key = e.session_key
        where e.tenant_hk = $1 and e.event_at >= ${from} and e.event_at < ${to} and (e.session_key = 0 or e.flags & 32 <> 0)
          ${filters}`,
      )}) as loose`;
}
