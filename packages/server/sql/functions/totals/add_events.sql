-- Adds events that are new to the vault to every read model, with one statement per table for the whole batch.
-- Returns the earliest event of each visitor if it is in this batch; null for none.
-- Each value is a sum, a minimum or a maximum, and values of the events break ties: so the result does not depend on
-- the order or the batches of the events.
-- Reads and writes totals. Not safe to repeat: the caller passes each event once, in the transaction that loads it.
create or replace function totals.add_events(
  p_tenant_hk bytea, p_events business.keyed_event[], p_new_session_visitors bytea[], p_now timestamptz
) returns business.keyed_event[]
language plpgsql
as $$
declare
  v_slot smallint := totals.slot();
  v_began business.keyed_event[];
begin
  perform totals.add_sessions(p_tenant_hk, p_events, p_now);

  with upserted as (
    insert into totals.visitor_totals as t (
      tenant_hk, site_visitor_hk, first_seen_at, last_seen_at, first_arrival_at, last_arrival_at,
      began_received_at, began_event_id, events, page_views, sessions)
    select p_tenant_hk, k.visitor_hk, min(k.event_timestamp), max(k.event_timestamp),
      min(k.received_timestamp), max(k.received_timestamp),
      (array_agg(k.received_timestamp order by k.event_timestamp, k.event_id collate "C"))[1],
      (array_agg(k.event_id order by k.event_timestamp, k.event_id collate "C"))[1],
      count(*), count(*) filter (where k.event_type = 'page_view'),
      (select count(*) from unnest(p_new_session_visitors) as began(visitor_hk) where began.visitor_hk = k.visitor_hk)
    from unnest(p_events) as k
    where k.visitor_hk is not null
    group by k.visitor_hk
    order by k.visitor_hk
    on conflict (tenant_hk, site_visitor_hk) do update set
      began_received_at = case when (excluded.first_seen_at, excluded.began_event_id collate "C") < (t.first_seen_at, t.began_event_id collate "C")
        then excluded.began_received_at else t.began_received_at end,
      began_event_id = case when (excluded.first_seen_at, excluded.began_event_id collate "C") < (t.first_seen_at, t.began_event_id collate "C")
        then excluded.began_event_id else t.began_event_id end,
      first_seen_at = least(t.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(t.last_seen_at, excluded.last_seen_at),
      first_arrival_at = least(t.first_arrival_at, excluded.first_arrival_at),
      last_arrival_at = greatest(t.last_arrival_at, excluded.last_arrival_at),
      events = t.events + excluded.events,
      page_views = t.page_views + excluded.page_views,
      sessions = t.sessions + excluded.sessions
    returning t.site_visitor_hk, t.began_event_id
  )
  select array_agg(k) into v_began
    from upserted
    join unnest(p_events) as k on k.visitor_hk = upserted.site_visitor_hk and k.event_id = upserted.began_event_id;

  with seen as (
    insert into totals.page_visitors as v (tenant_hk, site_page_hk, site_visitor_hk)
    select p_tenant_hk, pair.page_hk, pair.visitor_hk
    from (
      select distinct k.page_hk, k.visitor_hk
      from unnest(p_events) as k
      where k.page_hk is not null and k.visitor_hk is not null
    ) as pair
    order by pair.page_hk, pair.visitor_hk
    on conflict do nothing
    returning v.site_page_hk
  ), newly as (
    select seen.site_page_hk, count(*) as visitors from seen group by seen.site_page_hk
  )
  insert into totals.page_totals as t (
    tenant_hk, site_page_hk, slot, events, views, visitors, seconds, first_arrival_at, last_arrival_at)
  select p_tenant_hk, k.page_hk, v_slot, count(*), count(*) filter (where k.event_type = 'page_view'),
    coalesce((select newly.visitors from newly where newly.site_page_hk = k.page_hk), 0),
    coalesce(sum(k.time_on_page), 0), min(k.received_timestamp), max(k.received_timestamp)
  from unnest(p_events) as k
  where k.page_hk is not null
  group by k.page_hk
  order by k.page_hk
  on conflict (tenant_hk, site_page_hk, slot) do update set
    events = t.events + excluded.events,
    views = t.views + excluded.views,
    visitors = t.visitors + excluded.visitors,
    seconds = t.seconds + excluded.seconds,
    first_arrival_at = least(t.first_arrival_at, excluded.first_arrival_at),
    last_arrival_at = greatest(t.last_arrival_at, excluded.last_arrival_at);

  insert into totals.event_hours as t (tenant_hk, hour_at, event_type_hk, slot, event_type, events)
  select p_tenant_hk, date_trunc('hour', k.event_timestamp, 'UTC') as hour_at,
    sha256(convert_to(k.event_type, 'UTF8')) as event_type_hk, v_slot, k.event_type, count(*)
  from unnest(p_events) as k
  group by hour_at, k.event_type
  order by hour_at, event_type_hk
  on conflict (tenant_hk, hour_at, event_type_hk, slot) do update set events = t.events + excluded.events;

  perform totals.add_arrivals(p_tenant_hk, p_events, v_slot);
  return v_began;
end;
$$;
