-- Writes how each new session began, from its earliest event in the batch. The caller has just inserted
-- the hubs p_new, so nobody else writes these rows.
-- Reads staging, writes business.site_session_details_s.
create or replace function business.describe_sessions(
  p_tenant_hk bytea, p_events business.keyed_event[], p_new bytea[], p_now timestamptz, p_source text
) returns void
language plpgsql
as $$
begin
  insert into business.site_session_details_s (
    tenant_hk, site_session_hk, load_date, hash_diff, record_source,
    started_at, entry_page_url, referrer_url, referrer_kind,
    utm_source, utm_medium, utm_campaign, utm_term, utm_content, click_ids,
    device_type, browser_name, browser_version, operating_system, is_bot)
  select distinct on (k.session_hk)
    p_tenant_hk, k.session_hk, p_now,
    business.hash_diff(jsonb_build_array(
      s.event_timestamp, s.page_url, s.referrer_url, s.referrer_kind,
      s.utm_source, s.utm_medium, s.utm_campaign, s.utm_term, s.utm_content, clicks.ids,
      s.device_type, s.browser_name, s.browser_version, s.operating_system, s.is_bot)),
    p_source,
    s.event_timestamp, s.page_url, s.referrer_url, s.referrer_kind,
    s.utm_source, s.utm_medium, s.utm_campaign, s.utm_term, s.utm_content, clicks.ids,
    s.device_type, s.browser_name, s.browser_version, s.operating_system, s.is_bot
  from unnest(p_events) as k
  cross join lateral (
    select * from staging.site_tracking_events_s as stored
    where stored.tenant_hk = p_tenant_hk
      and stored.received_timestamp = k.received_timestamp
      and stored.event_id = k.event_id
    offset 0
  ) as s
  cross join lateral (select read.click_ids(s) as ids) as clicks
  where k.session_hk = any (p_new)
  order by k.session_hk, s.event_timestamp, s.received_timestamp
  on conflict do nothing;
end;
$$;
