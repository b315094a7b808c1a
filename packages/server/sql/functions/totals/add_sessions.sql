-- Adds newly loaded events to the totals of their sessions, and reopens closed sessions.
-- Reads and writes totals.session_totals. Not safe to repeat: it counts the events again.
create or replace function totals.add_sessions(
  p_tenant_hk bytea, p_events business.keyed_event[], p_now timestamptz
) returns void
language plpgsql
as $$
declare
  v_close_after timestamptz := date_bin('10 minutes', p_now + interval '40 minutes', 'epoch');
begin
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
  from unnest(p_events) as k
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
    close_after = greatest(t.close_after, excluded.close_after);
end;
$$;
