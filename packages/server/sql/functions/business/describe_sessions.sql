-- Inserts the start of the given sessions, taken from their earliest event. p_events must hold all events of these
-- sessions. The caller has just inserted the sessions' hubs, so no other transaction writes these rows.
-- upkeep.close_sessions inserts the end of a session.
-- Writes business.site_session_details_s. Safe to repeat.
create or replace function business.describe_sessions(
  p_tenant_hk bytea, p_sessions bytea[], p_events business.keyed_event[], p_now timestamptz, p_source text
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
    p_tenant_hk, began.session_hk, p_now,
    util.hash_diff(jsonb_build_array(
      s.event_timestamp, s.page_url, s.referrer_url, s.referrer_kind,
      s.utm_source, s.utm_medium, s.utm_campaign, s.utm_term, s.utm_content, s.click_ids,
      s.device_type, s.browser_name, s.browser_version, s.operating_system, s.is_bot)),
    p_source,
    s.event_timestamp, s.page_url, s.referrer_url, s.referrer_kind,
    s.utm_source, s.utm_medium, s.utm_campaign, s.utm_term, s.utm_content, s.click_ids,
    s.device_type, s.browser_name, s.browser_version, s.operating_system, s.is_bot
  from (
    select distinct on (k.session_hk) k.session_hk, k.staged
    from unnest(p_events) as k
    where k.session_hk = any (p_sessions)
    order by k.session_hk, k.event_timestamp, k.event_id collate "C"
  ) as began
  cross join lateral (select (began.staged).* offset 0) as s
  where s.event_id is not null
  order by began.session_hk
  on conflict do nothing;
end;
$$;
