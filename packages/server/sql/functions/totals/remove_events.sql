-- Subtracts erased events from the totals of pages, hours, lateness and arrivals. Merges the slots of each changed total into
-- one row, and deletes it if no event is left. Lateness needs the arrival, which raw.event_ids knows: longer than
-- retention keeps the rows. The lateness of events without an id there stays.
-- Reads raw, reads and writes totals. Not safe to repeat. The caller must hold raw.own_tenant, so that no other transaction adds
-- events.
create or replace function totals.remove_events(
  p_tenant_hk bytea, p_events business.keyed_event[]
) returns void
language plpgsql
set timezone = 'UTC'
as $$
begin
  with erased as (
    select k.page_hk, count(*) as events, count(*) filter (where k.event_type = 'page_view') as views,
      coalesce(sum(k.time_on_page), 0) as seconds
    from unnest(p_events) as k
    where k.page_hk is not null
    group by k.page_hk
  ), gone as (
    delete from totals.page_totals as t using erased
    where t.tenant_hk = p_tenant_hk and t.site_page_hk = erased.page_hk
    returning t.*
  )
  insert into totals.page_totals (
    tenant_hk, site_page_hk, slot, events, views, visitors, seconds, first_arrival_at, last_arrival_at)
  select p_tenant_hk, erased.page_hk, totals.slot(), sum(gone.events) - erased.events, sum(gone.views) - erased.views,
    sum(gone.visitors), sum(gone.seconds) - erased.seconds, min(gone.first_arrival_at), max(gone.last_arrival_at)
  from gone
  join erased on erased.page_hk = gone.site_page_hk
  group by erased.page_hk, erased.events, erased.views, erased.seconds
  having sum(gone.events) > erased.events;

  with erased as (
    select date_trunc('hour', k.event_timestamp, 'UTC') as hour_at, sha256(convert_to(k.event_type, 'UTF8')) as event_type_hk,
      k.event_type, count(*) as events
    from unnest(p_events) as k
    group by 1, 2, 3
  ), gone as (
    delete from totals.event_hours as t using erased
    where t.tenant_hk = p_tenant_hk and t.hour_at = erased.hour_at and t.event_type_hk = erased.event_type_hk
    returning t.*
  )
  insert into totals.event_hours (tenant_hk, hour_at, event_type_hk, slot, event_type, events)
  select p_tenant_hk, erased.hour_at, erased.event_type_hk, totals.slot(), erased.event_type, sum(gone.events) - erased.events
  from gone
  join erased on erased.hour_at = gone.hour_at and erased.event_type_hk = gone.event_type_hk
  group by erased.hour_at, erased.event_type_hk, erased.event_type, erased.events
  having sum(gone.events) > erased.events;

  with erased as (
    select totals.lateness_bucket(arrived.received_timestamp, k.event_timestamp) as bucket, count(*) as events
    from unnest(p_events) as k
    cross join lateral (
      select i.received_timestamp from raw.event_ids as i
      where i.tenant_hk = p_tenant_hk and i.event_id = k.event_id
      offset 0
    ) as arrived
    group by 1
  ), gone as (
    delete from totals.lateness as t using erased
    where t.tenant_hk = p_tenant_hk and t.bucket = erased.bucket
    returning t.*
  )
  insert into totals.lateness (tenant_hk, bucket, slot, events)
  select p_tenant_hk, erased.bucket, totals.slot(), sum(gone.events) - erased.events
  from gone
  join erased on erased.bucket = gone.bucket
  group by erased.bucket, erased.events
  having sum(gone.events) > erased.events;

  with erased as (
    select date_bin('15 minutes', arrived.received_timestamp, 'epoch') as quarter_at,
      totals.lateness_bucket(arrived.received_timestamp, k.event_timestamp) as bucket, count(*) as events
    from unnest(p_events) as k
    cross join lateral (
      select i.received_timestamp from raw.event_ids as i
      where i.tenant_hk = p_tenant_hk and i.event_id = k.event_id
      offset 0
    ) as arrived
    group by 1, 2
  ), gone as (
    delete from totals.arrivals as t using erased
    where t.tenant_hk = p_tenant_hk and t.quarter_at = erased.quarter_at and t.bucket = erased.bucket
    returning t.*
  )
  insert into totals.arrivals (tenant_hk, quarter_at, bucket, slot, events)
  select p_tenant_hk, erased.quarter_at, erased.bucket, totals.slot(), sum(gone.events) - erased.events
  from gone
  join erased on erased.quarter_at = gone.quarter_at and erased.bucket = gone.bucket
  group by erased.quarter_at, erased.bucket, erased.events
  having sum(gone.events) > erased.events;
end;
$$;
