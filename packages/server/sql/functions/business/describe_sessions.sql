-- Writes how each of the named new sessions began, from its earliest event. The caller has just inserted
-- the hubs, so nobody else writes these rows; business.close_sessions writes how they ended.
-- Reads totals.session_totals and staging, writes business.site_session_details_s.
create or replace function business.describe_sessions(
  p_tenant_hk bytea, p_sessions bytea[], p_now timestamptz, p_source text
) returns void
language plpgsql
as $$
begin
  insert into business.site_session_details_s (
    tenant_hk, site_session_hk, load_date, hash_diff, record_source,
    started_at, entry_page_url, referrer_url, referrer_kind,
    utm_source, utm_medium, utm_campaign, utm_term, utm_content, click_ids,
    device_type, browser_name, browser_version, operating_system, is_bot)
  select
    p_tenant_hk, named.session_hk, p_now,
    util.hash_diff(jsonb_build_array(
      s.event_timestamp, s.page_url, s.referrer_url, s.referrer_kind,
      s.utm_source, s.utm_medium, s.utm_campaign, s.utm_term, s.utm_content, clicks.ids,
      s.device_type, s.browser_name, s.browser_version, s.operating_system, s.is_bot)),
    p_source,
    s.event_timestamp, s.page_url, s.referrer_url, s.referrer_kind,
    s.utm_source, s.utm_medium, s.utm_campaign, s.utm_term, s.utm_content, clicks.ids,
    s.device_type, s.browser_name, s.browser_version, s.operating_system, s.is_bot
  from unnest(p_sessions) as named(session_hk)
  cross join lateral (
    select * from totals.session_totals as t
    where t.tenant_hk = p_tenant_hk and t.site_session_hk = named.session_hk
    offset 0
  ) as totals
  cross join lateral (
    select * from staging.site_tracking_events_s as stored
    where stored.tenant_hk = p_tenant_hk
      and stored.received_timestamp = totals.began_received_at
      and stored.event_id = totals.began_event_id
    offset 0
  ) as s
  cross join lateral (select read.click_ids(s) as ids offset 0) as clicks
  order by named.session_hk
  on conflict do nothing;
end;
$$;
