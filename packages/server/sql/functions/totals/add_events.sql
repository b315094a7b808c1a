-- Adds events that are new to the vault to every read model: one statement for the whole batch. Returns the hash keys of
-- the events that are the earliest of their visitor; null for none. p_only_sessions: adds them only to the totals of
-- sessions and to the ledger of page loads, for an erasure that builds these again.
-- Each value is a sum, a minimum or a maximum, and values of the events break ties: so the result does not depend on
-- the order or the batches of the events.
-- Reads and writes totals. Not safe to repeat: the caller passes each event once, in the transaction that loads it.
--
-- Rows are locked in sorted order, and each table waits until the one before it is done (`array(…) is not null`), so that
-- two transactions wait for each other at most once and cannot deadlock.
create or replace function totals.add_events(
  p_tenant_hk bytea, p_events business.keyed_event[], p_new_session_visitors bytea[], p_now timestamptz,
  p_only_sessions boolean default false
) returns bytea[]
language plpgsql
as $$
declare
  v_slot smallint := totals.slot();
  v_close_after timestamptz := date_bin('10 minutes', p_now + interval '40 minutes', 'epoch');
  v_began bytea[];
begin
  with keyed as materialized (
    select k.received_timestamp, k.event_id, k.event_hk, k.session_hk, k.visitor_hk, k.page_hk, k.event_type,
      k.event_timestamp, k.page_url, k.time_on_page, k.tab_id, k.seq, k.skew_ms
    from unnest(p_events) as k
  ), sessions as (
    insert into totals.session_totals as t (
      tenant_hk, site_session_hk, site_visitor_hk, started_at, ended_at, first_arrival_at, last_arrival_at,
      began_received_at, began_event_id, events, page_views, interactions,
      entry_at, entry_page_url, exit_at, exit_page_url, close_after)
    select p_tenant_hk, k.session_hk,
      (array_agg(k.visitor_hk order by k.visitor_hk) filter (where k.visitor_hk is not null))[1],
      min(k.event_timestamp), max(k.event_timestamp), min(k.received_timestamp), max(k.received_timestamp),
      (array_agg(k.received_timestamp order by k.event_timestamp, k.event_id collate "C"))[1],
      (array_agg(k.event_id order by k.event_timestamp, k.event_id collate "C"))[1],
      count(*), count(*) filter (where k.event_type = 'page_view'),
      count(*) filter (where k.event_type not in ('page_view', 'scroll_depth', 'web_vital', 'js_error', 'element_impression')),
      min(k.event_timestamp) filter (where k.event_type = 'page_view'),
      (array_agg(k.page_url order by k.event_timestamp, k.page_url collate "C") filter (where k.event_type = 'page_view'))[1],
      max(k.event_timestamp) filter (where k.event_type = 'page_view'),
      (array_agg(k.page_url order by k.event_timestamp desc, k.page_url collate "C" desc) filter (where k.event_type = 'page_view'))[1],
      v_close_after
    from keyed as k
    where k.session_hk is not null
    group by k.session_hk
    order by k.session_hk
    on conflict (tenant_hk, site_session_hk) do update set
      site_visitor_hk = least(t.site_visitor_hk, excluded.site_visitor_hk),
      began_received_at = case when (excluded.started_at, excluded.began_event_id collate "C") < (t.started_at, t.began_event_id collate "C")
        then excluded.began_received_at else t.began_received_at end,
      began_event_id = case when (excluded.started_at, excluded.began_event_id collate "C") < (t.started_at, t.began_event_id collate "C")
        then excluded.began_event_id else t.began_event_id end,
      started_at = least(t.started_at, excluded.started_at),
      ended_at = greatest(t.ended_at, excluded.ended_at),
      first_arrival_at = least(t.first_arrival_at, excluded.first_arrival_at),
      last_arrival_at = greatest(t.last_arrival_at, excluded.last_arrival_at),
      events = t.events + excluded.events,
      page_views = t.page_views + excluded.page_views,
      interactions = t.interactions + excluded.interactions,
      entry_page_url = case
        when t.entry_at is null or (excluded.entry_at, excluded.entry_page_url collate "C") < (t.entry_at, t.entry_page_url collate "C")
        then excluded.entry_page_url else t.entry_page_url end,
      entry_at = least(t.entry_at, excluded.entry_at),
      exit_page_url = case
        when t.exit_at is null or (excluded.exit_at, excluded.exit_page_url collate "C") > (t.exit_at, t.exit_page_url collate "C")
        then excluded.exit_page_url else t.exit_page_url end,
      exit_at = greatest(t.exit_at, excluded.exit_at),
      close_after = greatest(t.close_after, excluded.close_after)
    returning t.site_session_hk
  ), visitors as (
    insert into totals.visitor_totals as t (
      tenant_hk, site_visitor_hk, first_seen_at, last_seen_at, first_arrival_at, last_arrival_at,
      began_received_at, began_event_id, events, page_views, sessions)
    select p_tenant_hk, k.visitor_hk, min(k.event_timestamp), max(k.event_timestamp),
      min(k.received_timestamp), max(k.received_timestamp),
      (array_agg(k.received_timestamp order by k.event_timestamp, k.event_id collate "C"))[1],
      (array_agg(k.event_id order by k.event_timestamp, k.event_id collate "C"))[1],
      count(*), count(*) filter (where k.event_type = 'page_view'),
      (select count(*) from unnest(p_new_session_visitors) as began(visitor_hk) where began.visitor_hk = k.visitor_hk)
    from keyed as k
    where k.visitor_hk is not null and not p_only_sessions and array(select sessions.site_session_hk from sessions) is not null
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
  ), page_visitors as (
    insert into totals.page_visitors as v (tenant_hk, site_page_hk, site_visitor_hk)
    select p_tenant_hk, pair.page_hk, pair.visitor_hk
    from (
      select distinct k.page_hk, k.visitor_hk
      from keyed as k
      where k.page_hk is not null and k.visitor_hk is not null
    ) as pair
    where not p_only_sessions and array(select visitors.site_visitor_hk from visitors) is not null
    order by pair.page_hk, pair.visitor_hk
    on conflict do nothing
    returning v.site_page_hk
  ), pages as (
    insert into totals.page_totals as t (
      tenant_hk, site_page_hk, slot, events, views, visitors, seconds, first_arrival_at, last_arrival_at)
    select p_tenant_hk, k.page_hk, v_slot, count(k.event_type), count(*) filter (where k.event_type = 'page_view'),
      count(*) filter (where k.event_type is null),
      coalesce(sum(k.time_on_page), 0), min(k.received_timestamp), max(k.received_timestamp)
    from (
      select viewed.page_hk, viewed.event_type, viewed.time_on_page, viewed.received_timestamp from keyed as viewed
      union all
      -- A row for each new visitor of the page.
      select seen.site_page_hk, null, null, null from page_visitors as seen
    ) as k
    where k.page_hk is not null and not p_only_sessions
    group by k.page_hk
    order by k.page_hk
    on conflict (tenant_hk, site_page_hk, slot) do update set
      events = t.events + excluded.events,
      views = t.views + excluded.views,
      visitors = t.visitors + excluded.visitors,
      seconds = t.seconds + excluded.seconds,
      first_arrival_at = least(t.first_arrival_at, excluded.first_arrival_at),
      last_arrival_at = greatest(t.last_arrival_at, excluded.last_arrival_at)
    returning t.site_page_hk
  ), hours as (
    insert into totals.event_hours as t (tenant_hk, hour_at, event_type_hk, slot, event_type, events)
    select p_tenant_hk, date_trunc('hour', k.event_timestamp, 'UTC') as hour_at,
      sha256(convert_to(k.event_type, 'UTF8')) as event_type_hk, v_slot, k.event_type, count(*)
    from keyed as k
    where not p_only_sessions and array(select pages.site_page_hk from pages) is not null
    group by hour_at, k.event_type
    order by hour_at, event_type_hk
    on conflict (tenant_hk, hour_at, event_type_hk, slot) do update set events = t.events + excluded.events
    returning t.hour_at
  ), tabs as (
    insert into totals.tab_ledger as t (
      tenant_hk, tab_hk, site_session_hk, tab_id, events, first_seq, last_seq, first_arrival_at, last_arrival_at, skew_ms)
    select p_tenant_hk, sha256(convert_to(k.tab_id, 'UTF8')) as tab_hk, coalesce(k.session_hk, '') as session_hk, k.tab_id,
      count(*), min(k.seq), max(k.seq), min(k.received_timestamp), max(k.received_timestamp),
      (array_agg(k.skew_ms order by k.received_timestamp desc) filter (where k.skew_ms is not null))[1]
    from keyed as k
    where k.tab_id is not null and k.seq is not null and array(select hours.hour_at from hours) is not null
    group by k.tab_id, k.session_hk
    order by tab_hk, session_hk
    on conflict (tenant_hk, tab_hk, site_session_hk) do update set
      events = t.events + excluded.events,
      first_seq = least(t.first_seq, excluded.first_seq),
      last_seq = greatest(t.last_seq, excluded.last_seq),
      first_arrival_at = least(t.first_arrival_at, excluded.first_arrival_at),
      skew_ms = case when excluded.last_arrival_at > t.last_arrival_at then coalesce(excluded.skew_ms, t.skew_ms)
        else coalesce(t.skew_ms, excluded.skew_ms) end,
      last_arrival_at = greatest(t.last_arrival_at, excluded.last_arrival_at)
    returning t.tab_hk
  ), lateness as (
    insert into totals.lateness as t (tenant_hk, bucket, slot, events)
    select p_tenant_hk, totals.lateness_bucket(k.received_timestamp, k.event_timestamp) as bucket, v_slot, count(*)
    from keyed as k
    where not p_only_sessions and array(select tabs.tab_hk from tabs) is not null
    group by bucket
    order by bucket
    on conflict (tenant_hk, bucket, slot) do update set events = t.events + excluded.events
    returning t.bucket
  ), arrivals as (
    insert into totals.arrivals as t (tenant_hk, quarter_at, bucket, slot, events)
    select p_tenant_hk, date_bin('15 minutes', k.received_timestamp, 'epoch') as quarter_at,
      totals.lateness_bucket(k.received_timestamp, k.event_timestamp) as bucket, v_slot, count(*)
    from keyed as k
    where not p_only_sessions and array(select lateness.bucket from lateness) is not null
    group by quarter_at, bucket
    order by quarter_at, bucket
    on conflict (tenant_hk, quarter_at, bucket, slot) do update set events = t.events + excluded.events
    returning t.bucket
  )
  select array_agg(k.event_hk) into v_began
    from visitors
    join keyed as k on k.visitor_hk = visitors.site_visitor_hk and k.event_id = visitors.began_event_id
    where array(select arrivals.bucket from arrivals) is not null;
  return v_began;
end;
$$;
