-- Writes the end of sessions that are over: duration, views, exit page, bounce. A session that goes on
-- after that (a late event) is opened again by the event and closed again with another row.
-- Reads read.session_totals and the session's first row, writes business.site_session_details_s. Safe to
-- repeat and from several workers: a session is claimed, and a row of the same content is not written.
create or replace function business.close_sessions(
  p_tenant_hk bytea, p_limit integer default 500, p_now timestamptz default clock_timestamp()
) returns integer
language plpgsql
set timezone = 'UTC' -- see staging.process_events
as $$
declare
  v_closed integer;
begin
  with claimed as (
    select t.*
    from read.session_totals as t
    where t.tenant_hk = p_tenant_hk and t.close_after <= p_now
    order by t.close_after
    limit p_limit
    for update skip locked
  ), marked as (
    update read.session_totals as t
    set close_after = null
    from claimed
    where t.tenant_hk = p_tenant_hk and t.site_session_hk = claimed.site_session_hk
    returning t.*
  ), written as (
    insert into business.site_session_details_s (
      tenant_hk, site_session_hk, load_date, hash_diff, record_source,
      started_at, entry_page_url, referrer_url, referrer_kind,
      utm_source, utm_medium, utm_campaign, utm_term, utm_content, click_ids,
      device_type, browser_name, browser_version, operating_system, is_bot,
      ended_at, duration_s, events, page_views, exit_page_url, is_bounce)
    select
      p_tenant_hk, began.site_session_hk, p_now, diff.hash_diff, began.record_source,
      marked.started_at, coalesce(marked.entry_page_url, began.entry_page_url), began.referrer_url, began.referrer_kind,
      began.utm_source, began.utm_medium, began.utm_campaign, began.utm_term, began.utm_content, began.click_ids,
      began.device_type, began.browser_name, began.browser_version, began.operating_system, began.is_bot,
      marked.ended_at, extract(epoch from marked.ended_at - marked.started_at), marked.events, marked.page_views,
      marked.exit_page_url, marked.page_views <= 1 and marked.events = marked.page_views
    from marked
    cross join lateral (
      select d.* from business.site_session_details_s as d
      where d.tenant_hk = p_tenant_hk and d.site_session_hk = marked.site_session_hk
      order by d.load_date desc
      limit 1
    ) as began
    cross join lateral (
      select business.hash_diff(jsonb_build_array(
        marked.started_at, marked.ended_at, marked.events, marked.page_views, marked.entry_page_url, marked.exit_page_url)) as hash_diff
      offset 0
    ) as diff
    where diff.hash_diff <> began.hash_diff
    order by began.site_session_hk
    on conflict do nothing
  )
  select count(*) into v_closed from marked;
  return v_closed;
end;
$$;
