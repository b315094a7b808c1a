-- Adds events that are new to the vault to every read model: one statement a table for the whole batch.
-- Writes read. Not safe to repeat: the caller gives each event once, in the transaction that loads it.
create or replace function read.add_events(
  p_tenant_hk bytea, p_events business.keyed_event[], p_new_session_visitors bytea[], p_now timestamptz
) returns void
language plpgsql
as $$
declare
  v_slot smallint := read.slot();
  v_close_after timestamptz := date_bin('10 minutes', p_now + interval '40 minutes', 'epoch');
begin
  insert into read.session_totals as t (
    tenant_hk, site_session_hk, site_visitor_hk, started_at, ended_at, events, page_views,
    entry_at, entry_page_url, exit_at, exit_page_url, close_after)
  select p_tenant_hk, k.session_hk, (array_agg(k.visitor_hk) filter (where k.visitor_hk is not null))[1],
    min(k.event_timestamp), max(k.event_timestamp), count(*), count(*) filter (where k.event_type = 'page_view'),
    min(k.event_timestamp) filter (where k.event_type = 'page_view'),
    (array_agg(k.page_url order by k.event_timestamp, k.received_timestamp) filter (where k.event_type = 'page_view'))[1],
    max(k.event_timestamp) filter (where k.event_type = 'page_view'),
    (array_agg(k.page_url order by k.event_timestamp desc, k.received_timestamp desc) filter (where k.event_type = 'page_view'))[1],
    v_close_after
  from unnest(p_events) as k
  where k.session_hk is not null
  group by k.session_hk
  order by k.session_hk
  on conflict (tenant_hk, site_session_hk) do update set
    site_visitor_hk = coalesce(t.site_visitor_hk, excluded.site_visitor_hk),
    started_at = least(t.started_at, excluded.started_at),
    ended_at = greatest(t.ended_at, excluded.ended_at),
    events = t.events + excluded.events,
    page_views = t.page_views + excluded.page_views,
    entry_page_url = case when t.entry_at is null or excluded.entry_at < t.entry_at then excluded.entry_page_url else t.entry_page_url end,
    entry_at = least(t.entry_at, excluded.entry_at),
    exit_page_url = case when t.exit_at is null or excluded.exit_at >= t.exit_at then excluded.exit_page_url else t.exit_page_url end,
    exit_at = greatest(t.exit_at, excluded.exit_at),
    close_after = greatest(t.close_after, excluded.close_after);

  insert into read.visitor_totals as t (
    tenant_hk, site_visitor_hk, first_seen_at, last_seen_at, events, page_views, sessions)
  select p_tenant_hk, k.visitor_hk, min(k.event_timestamp), max(k.event_timestamp), count(*),
    count(*) filter (where k.event_type = 'page_view'),
    (select count(*) from unnest(p_new_session_visitors) as began(visitor_hk) where began.visitor_hk = k.visitor_hk)
  from unnest(p_events) as k
  where k.visitor_hk is not null
  group by k.visitor_hk
  order by k.visitor_hk
  on conflict (tenant_hk, site_visitor_hk) do update set
    first_seen_at = least(t.first_seen_at, excluded.first_seen_at),
    last_seen_at = greatest(t.last_seen_at, excluded.last_seen_at),
    events = t.events + excluded.events,
    page_views = t.page_views + excluded.page_views,
    sessions = t.sessions + excluded.sessions;

  with seen as (
    insert into read.page_visitors as v (tenant_hk, site_page_hk, site_visitor_hk)
    select p_tenant_hk, pair.page_hk, pair.visitor_hk
    from (
      select distinct k.page_hk, k.visitor_hk
      from unnest(p_events) as k
      where k.page_hk is not null and k.visitor_hk is not null
    ) as pair
    where not exists (
      select from read.page_visitors as known
      where known.tenant_hk = p_tenant_hk and known.site_page_hk = pair.page_hk and known.site_visitor_hk = pair.visitor_hk)
    order by pair.page_hk, pair.visitor_hk
    on conflict do nothing
    returning v.site_page_hk
  )
  insert into read.page_totals as t (
    tenant_hk, site_page_hk, slot, views, visitors, seconds, first_seen_at, last_seen_at)
  select p_tenant_hk, k.page_hk, v_slot, count(*) filter (where k.event_type = 'page_view'),
    (select count(*) from seen where seen.site_page_hk = k.page_hk),
    coalesce(sum(k.time_on_page), 0), min(k.event_timestamp), max(k.event_timestamp)
  from unnest(p_events) as k
  where k.page_hk is not null
  group by k.page_hk
  order by k.page_hk
  on conflict (tenant_hk, site_page_hk, slot) do update set
    views = t.views + excluded.views,
    visitors = t.visitors + excluded.visitors,
    seconds = t.seconds + excluded.seconds,
    first_seen_at = least(t.first_seen_at, excluded.first_seen_at),
    last_seen_at = greatest(t.last_seen_at, excluded.last_seen_at);

  insert into read.event_hours as t (tenant_hk, hour_at, event_type_hk, slot, event_type, events)
  select p_tenant_hk, date_trunc('hour', k.event_timestamp, 'UTC') as hour_at,
    sha256(convert_to(k.event_type, 'UTF8')) as event_type_hk, v_slot, k.event_type, count(*)
  from unnest(p_events) as k
  group by hour_at, k.event_type
  order by hour_at, event_type_hk
  on conflict (tenant_hk, hour_at, event_type_hk, slot) do update set events = t.events + excluded.events;

  perform read.add_arrivals(p_tenant_hk, p_events, v_slot);
end;
$$;
