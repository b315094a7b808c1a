-- Closes sessions that are over: writes duration, page views, exit page and bounce, and the start, which a late event
-- may have changed. A later event reopens a session; then it is closed again with another row. Returns how many
-- sessions it closed.
-- Reads staging, reads and writes totals.session_totals and business.site_session_details_s. Safe to repeat, and from
-- several workers at once: one worker claims each session, and a row equal to the previous one is not written.
create or replace function upkeep.close_sessions(
  p_tenant_hk bytea, p_limit integer default 500, p_now timestamptz default null
) returns integer
language plpgsql
set plan_cache_mode = force_generic_plan -- see pipeline.process_events
set timezone = 'UTC'
as $$
declare
  v_now constant timestamptz := coalesce(p_now, clock_timestamp());
  v_source constant text := 'site_tracking';
  v_closed bytea[];
begin
  with claimed as (
    select t.site_session_hk
    from totals.session_totals as t
    where t.tenant_hk = p_tenant_hk and t.close_after <= v_now
    order by t.close_after
    limit p_limit
    for update skip locked
  ), marked as (
    update totals.session_totals as t
    set close_after = null
    from claimed
    where t.tenant_hk = p_tenant_hk and t.site_session_hk = claimed.site_session_hk
    returning t.site_session_hk
  )
  select array_agg(marked.site_session_hk) into v_closed from marked;
  if v_closed is null then
    return 0;
  end if;

  insert into business.site_session_details_s (
    tenant_hk, site_session_hk, load_date, hash_diff, record_source,
    started_at, entry_page_url, referrer_url, referrer_kind,
    utm_source, utm_medium, utm_campaign, utm_term, utm_content, click_ids,
    device_type, browser_name, browser_version, operating_system, is_bot,
    ended_at, duration_s, events, page_views, exit_page_url, is_bounce)
  select
    p_tenant_hk, closed.site_session_hk, v_now, diff.hash_diff, v_source,
    closed.started_at, coalesce(closed.entry_page_url, began.page_url), began.referrer_url, began.referrer_kind,
    began.utm_source, began.utm_medium, began.utm_campaign, began.utm_term, began.utm_content, began.click_ids,
    began.device_type, began.browser_name, began.browser_version, began.operating_system, began.is_bot,
    closed.ended_at, extract(epoch from closed.ended_at - closed.started_at), closed.events, closed.page_views,
    closed.exit_page_url, closed.page_views = 1 and closed.interactions = 0
  from unnest(v_closed) as mine(site_session_hk)
  cross join lateral (
    select t.* from totals.session_totals as t
    where t.tenant_hk = p_tenant_hk and t.site_session_hk = mine.site_session_hk
    offset 0
  ) as closed
  cross join lateral (
    -- The start comes from the earliest event, or from the previous row if retention has deleted that event.
    (
      select 1 as n, stored.page_url, stored.referrer_url, stored.referrer_kind,
        stored.utm_source, stored.utm_medium, stored.utm_campaign, stored.utm_term, stored.utm_content,
        staging.click_ids(
          stored.gclid, stored.gbraid, stored.wbraid, stored.dclid, stored.fbclid, stored.msclkid, stored.ttclid,
          stored.twclid, stored.li_fat_id) as click_ids, stored.device_type, stored.browser_name, stored.browser_version,
        stored.operating_system, stored.is_bot
      from staging.site_tracking_events_s as stored
      where stored.tenant_hk = p_tenant_hk
        and stored.received_timestamp = closed.began_received_at
        and stored.event_id = closed.began_event_id
    )
    union all
    (
      select 2, d.entry_page_url, d.referrer_url, d.referrer_kind,
        d.utm_source, d.utm_medium, d.utm_campaign, d.utm_term, d.utm_content,
        d.click_ids, d.device_type, d.browser_name, d.browser_version, d.operating_system, d.is_bot
      from business.site_session_details_s as d
      where d.tenant_hk = p_tenant_hk and d.site_session_hk = closed.site_session_hk
      order by d.load_date desc
      limit 1
    )
    order by n
    limit 1
  ) as began
  cross join lateral (
    select util.hash_diff(jsonb_build_array(
      closed.started_at, closed.ended_at, closed.events, closed.page_views, closed.interactions,
      closed.entry_page_url, closed.exit_page_url, began.page_url, began.referrer_url, began.referrer_kind,
      began.utm_source, began.utm_medium, began.utm_campaign, began.utm_term, began.utm_content, began.click_ids,
      began.device_type, began.browser_name, began.browser_version, began.operating_system, began.is_bot)) as hash_diff
    offset 0
  ) as diff
  where diff.hash_diff is distinct from (
    select known.hash_diff
    from business.site_session_details_s as known
    where known.tenant_hk = p_tenant_hk and known.site_session_hk = closed.site_session_hk
    order by known.load_date desc
    limit 1)
  order by closed.site_session_hk
  on conflict do nothing;
  return cardinality(v_closed);
end;
$$;
