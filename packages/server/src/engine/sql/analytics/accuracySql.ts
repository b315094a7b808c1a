import { toGroupedSql } from './groupedSql.ts';
import type { Parameters } from './parameters.ts';
import { type PopulationParts, toPopulationSql } from './populationSql.ts';

/** Lateness from this bucket of `totals.lateness_bucket` on is late: a minute. */
const LATE_BUCKET = 3;
const BUCKETS = 8;

/**
 * The statement of the accuracy: one row `{population, data}`, with a day for each of `starts`. A page load belongs to the
 * day on which its first event arrived; everything else to the day on which it arrived.
 */
export function toAccuracySql(
  parameters: Parameters,
  parts: PopulationParts,
  { starts, timezone }: { starts: readonly string[]; timezone: string },
): string {
  const population = toPopulationSql(parameters, parts);
  const { from, to } = population;
  const all = parameters.bind(starts, 'timestamptz[]');
  const dayOf = (time: string) => `width_bucket(${time}, ${all})`;
  const isIn = (time: string) => `${time} >= ${from} and ${time} < ${to}`;
  const countOf = (condition: string) => `coalesce(sum(a.events) filter (where ${condition}), 0)`;
  const lateness = Array.from({ length: BUCKETS }, (_, bucket) => countOf(`a.bucket = ${bucket}`));
  return `${toGroupedSql(population, { key: '1', ofSession: { key: '1' } })}, failed as materialized (
      -- A page load may begin a day before the range. Both conditions on the status are needed for the partial index.
      select s.received_timestamp, s.event_id, s.business_status = 'REJECTED' as is_rejected, false as is_queued
      from staging.site_tracking_events_s as s
      where s.tenant_hk = $1 and s.business_status in ('ERROR', 'REJECTED') and s.received_timestamp >= ${from} - interval '1 day'
      union all
      select f.received_timestamp, f.event_id, false, false from raw.set_aside as f
      where f.tenant_hk = $1 and f.received_timestamp >= ${from} - interval '1 day'
      union all
      select q.received_timestamp, q.event_id, false, true from raw.queue as q
      where q.tenant_hk = $1 and q.received_timestamp >= ${from} - interval '1 day'
    ), unloaded as materialized (
      select sha256(convert_to(told.tab_id, 'UTF8')) as tab_hk, min(f.received_timestamp) as began_at, max(told.seq) as last_seq,
        count(*) filter (where f.is_rejected) as rejected, count(*) filter (where not f.is_rejected) as waiting
      from failed as f
      cross join lateral (
        select r.raw_payload -> 'event_data' as event_data from raw.events as r
        where r.tenant_hk = $1 and r.received_timestamp = f.received_timestamp and r.event_id = f.event_id
        offset 0
      ) as stored
      cross join lateral (
        select util.text_of(stored.event_data -> 'tab_id', 128) as tab_id,
          util.number_of(stored.event_data -> 'seq', 0, 1000000000)::bigint as seq
        offset 0
      ) as told
      where told.tab_id is not null and told.seq is not null
      group by 1
    ), tabs as (
      select l.tab_hk from totals.tab_ledger as l where l.tenant_hk = $1 and ${isIn('l.first_arrival_at')}
      union
      select u.tab_hk from unloaded as u
    ), loads as (
      select min(x.began_at) as began_at, max(x.last_seq) + 1 as sent, sum(x.stored) as stored,
        sum(x.rejected) as rejected, sum(x.waiting) as waiting
      from (
        select l.tab_hk, l.first_arrival_at as began_at, l.last_seq, l.events as stored, 0 as rejected, 0 as waiting
        from tabs as t join totals.tab_ledger as l on l.tenant_hk = $1 and l.tab_hk = t.tab_hk
        union all
        select u.tab_hk, u.began_at, u.last_seq, 0, u.rejected, u.waiting from unloaded as u
      ) as x
      group by x.tab_hk
      having ${isIn('min(x.began_at)')}
    ), of_loads as (
      select ${dayOf('l.began_at')} as day, count(*) as page_loads, sum(l.sent) as sent, sum(l.stored) as stored,
        sum(l.rejected) as rejected, sum(l.waiting) as waiting,
        sum(greatest(0, l.sent - l.stored - l.rejected - l.waiting)) as missing
      from loads as l group by 1
    ), of_arrivals as (
      select ${dayOf('a.quarter_at')} as day, ${countOf('a.bucket >= 0')} as loaded, ${countOf(`a.bucket >= ${LATE_BUCKET}`)} as late,
        ${countOf('a.bucket = -1')} as duplicates, jsonb_build_array(${lateness.join(', ')}) as lateness
      from totals.arrivals as a where a.tenant_hk = $1 and ${isIn('a.quarter_at')} group by 1
    ), of_failed as (
      select ${dayOf('f.received_timestamp')} as day, count(*) filter (where f.is_rejected) as invalid,
        count(*) filter (where not f.is_rejected and not f.is_queued) as set_aside
      from failed as f where ${isIn('f.received_timestamp')} group by 1
    )
    select (select p.population from population as p) as population, (
      select coalesce(jsonb_agg(jsonb_build_object(
        'day', to_char(s.at at time zone ${parameters.bind(timezone, 'text')}, 'YYYY-MM-DD'),
        'page_loads', coalesce(l.page_loads, 0), 'sent', coalesce(l.sent, 0), 'stored', coalesce(l.stored, 0),
        'rejected', coalesce(l.rejected, 0), 'waiting', coalesce(l.waiting, 0), 'missing', coalesce(l.missing, 0),
        'loaded', coalesce(a.loaded, 0), 'late', coalesce(a.late, 0), 'duplicates', coalesce(a.duplicates, 0),
        'invalid', coalesce(f.invalid, 0), 'set_aside', coalesce(f.set_aside, 0),
        'lateness', coalesce(a.lateness, '[${Array(BUCKETS).fill(0).join(', ')}]')) order by s.at), '[]')
      from unnest(${all}) with ordinality as s(at, n)
      left join of_loads as l on l.day = s.n
      left join of_arrivals as a on a.day = s.n
      left join of_failed as f on f.day = s.n) as data`;
}
