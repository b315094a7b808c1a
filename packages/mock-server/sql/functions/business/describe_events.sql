-- Writes the details of events that are new to the vault. Reads staging and raw, writes
-- business.site_event_details_s. Not safe to repeat: the caller has just inserted the hubs.
create or replace function business.describe_events(
  p_tenant_hk bytea, p_events business.keyed_event[], p_now timestamptz, p_source text
) returns void
language plpgsql
as $$
begin
  insert into business.site_event_details_s (
    tenant_hk, site_event_hk, load_date, hash_diff, record_source,
    event_type, event_category, event_action, event_timestamp, page_url, page_title, referrer_url, user_id,
    element_id, element_class, element_text, scroll_depth, time_on_page, is_bot,
    validation_status, quality_score, event_properties)
  select
    p_tenant_hk, k.event_hk, p_now, diff.hash_diff, p_source,
    s.event_type, s.event_category, s.event_action, s.event_timestamp, s.page_url, s.page_title, s.referrer_url, s.user_id,
    s.element_id, s.element_class, s.element_text, s.scroll_depth, s.time_on_page, s.is_bot,
    s.validation_status, s.quality_score, own.properties
  from unnest(p_events) as k
  cross join lateral (
    select * from staging.site_tracking_events_s as stored
    where stored.tenant_hk = p_tenant_hk
      and stored.received_timestamp = k.received_timestamp
      and stored.event_id = k.event_id
    offset 0
  ) as s
  cross join lateral (
    select * from raw.site_tracking_events_r as stored
    where stored.tenant_hk = p_tenant_hk
      and stored.received_timestamp = k.received_timestamp
      and stored.event_id = k.event_id
    offset 0
  ) as r
  cross join lateral (
    select business.event_properties(r.raw_payload -> 'event_data') as properties
    offset 0
  ) as own
  cross join lateral (
    select business.hash_diff(jsonb_build_array(
      s.event_type, s.event_category, s.event_action, s.event_timestamp, s.page_url, s.page_title, s.referrer_url,
      s.user_id, s.element_id, s.element_class, s.element_text, s.scroll_depth, s.time_on_page, s.is_bot,
      s.validation_status, s.quality_score, own.properties)) as hash_diff
    offset 0
  ) as diff
  order by k.event_hk
  on conflict do nothing;
end;
$$;
