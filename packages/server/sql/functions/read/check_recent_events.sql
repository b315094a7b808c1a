-- Looks at the newest p_events events of one tenant that arrived from p_from to before p_to, for the checks of doubled
-- page views, missing titles, missing ids and old trackers. Of each page and event type only the newest p_newest count,
-- so that one that was mended is clean after as many new ones. A page view is doubled if the page view before it in the
-- same page load has the same address and is at most p_double_within older. Lists pages and event types with at least
-- p_min_bad bad events; `site` is the newest p_newest page views of any page, `versions` are those of the newest
-- p_versioned page views that name one.
-- What is not loaded does not count, nor do page views of bots. For ids bots count: a program of the customer's own looks
-- like one.
-- Reads staging, and raw for each page view: a bounded number of rows by their keys. Writes nothing.
create or replace function read.check_recent_events(
  p_tenant_hk bytea, p_from timestamptz, p_to timestamptz, p_events integer, p_newest integer, p_versioned integer,
  p_min_bad integer, p_double_within interval
) returns jsonb
language plpgsql stable
set plan_cache_mode = force_generic_plan -- see pipeline.process_events
as $$
declare
  v_max_rows constant integer := 100;
begin
  return (
    with newest as materialized (
      select s.received_timestamp, s.event_id, s.event_timestamp, s.event_type, s.session_id, s.visitor_id, s.page_url,
        s.page_title, left(coalesce(s.page_host, '') || s.page_path, 1000) as page,
        s.business_status = 'LOADED' as is_loaded, s.is_bot
      from staging.site_tracking_events_s as s
      where s.tenant_hk = p_tenant_hk and s.received_timestamp >= p_from and s.received_timestamp < p_to
      order by s.received_timestamp desc, s.event_id desc
      limit p_events
    ), events as (
      select n.*, row_number() over (partition by n.event_type order by n.received_timestamp desc, n.event_id desc) as place
      from newest as n
      where n.is_loaded
    ), types as (
      select e.event_type, count(*) as events,
        count(*) filter (where e.session_id is null) as without_session,
        count(*) filter (where e.visitor_id is null) as without_visitor,
        count(*) filter (where e.session_id is null or e.visitor_id is null) as bad,
        min(e.received_timestamp) filter (where e.session_id is null or e.visitor_id is null) as since,
        max(e.received_timestamp) filter (where e.session_id is null or e.visitor_id is null) as last_at
      from events as e
      where e.place <= p_newest
      group by e.event_type
    ), views as materialized (
      select e.received_timestamp, e.event_id, e.page, told.tracker_version,
        coalesce(btrim(e.page_title), '') = '' as is_untitled,
        coalesce(e.page_url = lag(e.page_url) over load
          and e.event_timestamp - lag(e.event_timestamp) over load <= p_double_within, false) as is_doubled
      from events as e
      cross join lateral (
        select r.raw_payload -> 'event_data' as event_data from raw.events as r
        where r.tenant_hk = p_tenant_hk and r.received_timestamp = e.received_timestamp and r.event_id = e.event_id
        offset 0
      ) as stored
      cross join lateral (
        select util.text_of(stored.event_data -> 'tab_id', 128) as tab_id,
          util.text_of(stored.event_data -> 'tracker_version', 32) as tracker_version
        offset 0
      ) as told
      where e.event_type = 'page_view' and not e.is_bot
      -- A client that names no page load: by its session. Without both it is by itself.
      window load as (partition by coalesce(told.tab_id, e.session_id, e.event_id)
        order by e.event_timestamp, e.received_timestamp, e.event_id)
    ), placed as (
      select v.*,
        row_number() over (partition by v.page order by v.received_timestamp desc, v.event_id desc) as place,
        row_number() over (order by v.received_timestamp desc, v.event_id desc) as site_place
      from views as v
    ), pages as (
      select p.page, count(*) as views, count(*) filter (where p.is_untitled) as untitled,
        count(*) filter (where p.is_doubled) as doubled,
        min(p.received_timestamp) filter (where p.is_untitled) as untitled_since,
        max(p.received_timestamp) filter (where p.is_untitled) as untitled_last_at,
        min(p.received_timestamp) filter (where p.is_doubled) as doubled_since,
        max(p.received_timestamp) filter (where p.is_doubled) as doubled_last_at
      from placed as p
      where p.place <= p_newest and p.page is not null
      group by p.page
      union all
      select null, count(*), count(*) filter (where p.is_untitled), count(*) filter (where p.is_doubled),
        min(p.received_timestamp) filter (where p.is_untitled), max(p.received_timestamp) filter (where p.is_untitled),
        min(p.received_timestamp) filter (where p.is_doubled), max(p.received_timestamp) filter (where p.is_doubled)
      from placed as p
      where p.site_place <= p_newest
    ), told as (
      select p.page, jsonb_build_object('page', p.page, 'views', p.views,
        'untitled', jsonb_build_object('views', p.untitled, 'since', util.iso(p.untitled_since), 'lastAt', util.iso(p.untitled_last_at)),
        'doubled', jsonb_build_object('views', p.doubled, 'since', util.iso(p.doubled_since), 'lastAt', util.iso(p.doubled_last_at))) as said,
        p.untitled + p.doubled as bad, p.untitled >= p_min_bad or p.doubled >= p_min_bad as is_shown
      from pages as p
    ), versioned as (
      select v.tracker_version, v.received_timestamp
      from views as v
      where v.tracker_version is not null
      order by v.received_timestamp desc, v.event_id desc
      limit p_versioned
    ), versions as (
      select v.tracker_version, count(*) as views, min(v.received_timestamp) as since, max(v.received_timestamp) as last_at
      from versioned as v
      group by v.tracker_version
    )
    select jsonb_build_object(
      'events', (select count(*) from events),
      'pageViews', (select count(*) from views),
      'site', (select t.said from told as t where t.page is null),
      'pages', (
        select coalesce(jsonb_agg(x.said order by x.bad desc, x.page), '[]')
        from (select t.said, t.bad, t.page from told as t
          where t.page is not null and t.is_shown order by t.bad desc, t.page limit v_max_rows) as x),
      'types', (
        select coalesce(jsonb_agg(jsonb_build_object('eventType', x.event_type, 'events', x.events,
          'withoutSession', x.without_session, 'withoutVisitor', x.without_visitor, 'bad', x.bad,
          'since', util.iso(x.since), 'lastAt', util.iso(x.last_at)) order by x.bad desc, x.event_type), '[]')
        from (select t.* from types as t where t.bad >= p_min_bad order by t.bad desc, t.event_type limit v_max_rows) as x),
      'versions', (
        select coalesce(jsonb_agg(jsonb_build_object('version', x.tracker_version, 'views', x.views,
          'since', util.iso(x.since), 'lastAt', util.iso(x.last_at)) order by x.views desc, x.tracker_version), '[]')
        from (select v.* from versions as v order by v.views desc, v.tracker_version limit v_max_rows) as x))
  );
end;
$$;
