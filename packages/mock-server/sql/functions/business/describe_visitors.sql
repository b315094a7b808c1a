-- Writes what each new visitor came with, from its earliest event in the batch. The caller has just
-- inserted the hubs p_visitors, so nobody else writes these rows.
-- Reads staging, writes business.site_visitor_details_s.
create or replace function business.describe_visitors(
  p_tenant_hk bytea, p_received timestamptz[], p_event_ids text[], p_visitors bytea[], p_now timestamptz, p_source text
) returns void
language sql
as $$
  insert into business.site_visitor_details_s (
    tenant_hk, site_visitor_hk, load_date, hash_diff, record_source,
    first_seen_at, first_page_url, referrer_kind, device_type, operating_system, language, timezone, screen_resolution)
  select distinct on (k.visitor_hk)
    p_tenant_hk, k.visitor_hk, p_now,
    sha256(convert_to(jsonb_build_array(
      e.event_timestamp, e.page_url, e.referrer_kind, e.device_type, e.operating_system,
      e.language, e.timezone, e.screen_resolution)::text, 'UTF8')),
    p_source,
    e.event_timestamp, e.page_url, e.referrer_kind, e.device_type, e.operating_system,
    e.language, e.timezone, e.screen_resolution
  from business.keyed_events(p_tenant_hk, p_received, p_event_ids) as k
  cross join lateral (select (k.event).*) as e
  where k.visitor_hk = any (p_visitors)
  order by k.visitor_hk, e.event_timestamp, e.received_timestamp
  on conflict do nothing;
$$;
