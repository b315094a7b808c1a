-- Writes what each new visitor came with, from its earliest event in the batch. The caller has just
-- inserted the hubs p_new, so nobody else writes these rows.
-- Reads staging, writes business.site_visitor_details_s.
create or replace function business.describe_visitors(
  p_tenant_hk bytea, p_events business.keyed_event[], p_new bytea[], p_now timestamptz, p_source text
) returns void
language plpgsql
as $$
begin
  insert into business.site_visitor_details_s (
    tenant_hk, site_visitor_hk, load_date, hash_diff, record_source,
    first_seen_at, first_page_url, referrer_kind, device_type, operating_system, language, timezone, screen_resolution)
  select distinct on (k.visitor_hk)
    p_tenant_hk, k.visitor_hk, p_now,
    business.hash_diff(jsonb_build_array(
      s.event_timestamp, s.page_url, s.referrer_kind, s.device_type, s.operating_system,
      s.language, s.timezone, s.screen_resolution)),
    p_source,
    s.event_timestamp, s.page_url, s.referrer_kind, s.device_type, s.operating_system,
    s.language, s.timezone, s.screen_resolution
  from unnest(p_events) as k
  cross join lateral (
    select * from staging.site_tracking_events_s as stored
    where stored.tenant_hk = p_tenant_hk
      and stored.received_timestamp = k.received_timestamp
      and stored.event_id = k.event_id
    offset 0
  ) as s
  where k.visitor_hk = any (p_new)
  order by k.visitor_hk, s.event_timestamp, s.received_timestamp
  on conflict do nothing;
end;
$$;
