-- Inserts the details of visitors if they have changed: for new visitors, and when a late event is earlier than the
-- known first event. p_began holds the hash key of the earliest event of each visitor; p_events holds these events and
-- may hold others.
-- Reads and writes business.site_visitor_details_s. Safe to repeat. The caller has just updated the visitors' totals
-- and holds their row locks, so no other transaction writes these rows. It may have waited for a lock, so p_now may
-- be earlier than the other transaction's row: load_date is the time of writing.
create or replace function business.describe_visitors(
  p_tenant_hk bytea, p_events business.keyed_event[], p_began bytea[], p_now timestamptz, p_source text
) returns void
language plpgsql
as $$
begin
  insert into business.site_visitor_details_s (
    tenant_hk, site_visitor_hk, load_date, hash_diff, record_source,
    first_seen_at, first_page_url, referrer_kind, device_type, operating_system, language, timezone, screen_resolution)
  select
    p_tenant_hk, began.visitor_hk, greatest(p_now, clock_timestamp()), diff.hash_diff, p_source,
    s.event_timestamp, s.page_url, s.referrer_kind, s.device_type, s.operating_system,
    s.language, s.timezone, s.screen_resolution
  from (
    select k.visitor_hk, k.staged from unnest(p_events) as k where k.event_hk = any (p_began) offset 0
  ) as began
  cross join lateral (select (began.staged).* offset 0) as s
  cross join lateral (
    select util.hash_diff(jsonb_build_array(
      s.event_timestamp, s.page_url, s.referrer_kind, s.device_type, s.operating_system,
      s.language, s.timezone, s.screen_resolution)) as hash_diff
    offset 0
  ) as diff
  where diff.hash_diff is distinct from (
    select known.hash_diff
    from business.site_visitor_details_s as known
    where known.tenant_hk = p_tenant_hk and known.site_visitor_hk = began.visitor_hk
    order by known.load_date desc
    limit 1)
  order by began.visitor_hk
  on conflict do nothing;
end;
$$;
