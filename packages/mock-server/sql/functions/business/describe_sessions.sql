-- Writes how each new session began, from its earliest event in the batch. The caller has just inserted
-- the hubs p_sessions, so nobody else writes these rows.
-- Reads staging, writes business.site_session_details_s.
create or replace function business.describe_sessions(
  p_tenant_hk bytea, p_received timestamptz[], p_event_ids text[], p_sessions bytea[], p_now timestamptz, p_source text
) returns void
language sql
as $$
  insert into business.site_session_details_s (
    tenant_hk, site_session_hk, load_date, hash_diff, record_source,
    started_at, entry_page_url, referrer_url, referrer_kind,
    utm_source, utm_medium, utm_campaign, utm_term, utm_content, click_ids,
    device_type, browser_name, browser_version, operating_system, is_bot)
  select distinct on (k.session_hk)
    p_tenant_hk, k.session_hk, p_now,
    sha256(convert_to(jsonb_build_array(
      e.event_timestamp, e.page_url, e.referrer_url, e.referrer_kind,
      e.utm_source, e.utm_medium, e.utm_campaign, e.utm_term, e.utm_content, click_ids,
      e.device_type, e.browser_name, e.browser_version, e.operating_system, e.is_bot)::text, 'UTF8')),
    p_source,
    e.event_timestamp, e.page_url, e.referrer_url, e.referrer_kind,
    e.utm_source, e.utm_medium, e.utm_campaign, e.utm_term, e.utm_content, click_ids,
    e.device_type, e.browser_name, e.browser_version, e.operating_system, e.is_bot
  from business.keyed_events(p_tenant_hk, p_received, p_event_ids) as k
  cross join lateral (select (k.event).*) as e
  cross join lateral (select read.click_ids(k.event) as click_ids) as clicks
  where k.session_hk = any (p_sessions)
  order by k.session_hk, e.event_timestamp, e.received_timestamp
  on conflict do nothing;
$$;
