-- Reads staged events back in the form that staging.stage_events returns, for a later load or an erasure. Skips
-- INVALID events. Null for none.
-- Reads staging and raw, writes nothing.
create or replace function staging.fetch_events(p_tenant_hk bytea, p_received timestamptz[], p_event_ids text[])
returns staging.staged_event[]
language plpgsql stable
as $$
begin
  return (
    select array_agg(row(
        s.received_timestamp, s.event_id, s.event_timestamp, s.event_type, s.event_category, s.event_action,
        s.session_id, s.visitor_id, s.user_id, s.page_url, s.page_host, s.page_path, s.page_title,
        s.referrer_url, s.referrer_kind, s.element_id, s.element_class, s.element_text, s.scroll_depth, s.time_on_page,
        s.device_type, s.browser_name, s.browser_version, s.operating_system, s.is_bot,
        s.screen_resolution, s.timezone, s.language,
        s.utm_source, s.utm_medium, s.utm_campaign, s.utm_term, s.utm_content, staging.click_ids(
          s.gclid, s.gbraid, s.wbraid, s.dclid, s.fbclid, s.msclkid, s.ttclid, s.twclid, s.li_fat_id),
        s.items, s.validation_status, s.quality_score, r.raw_payload -> 'event_data', s.country
      )::staging.staged_event)
    from unnest(p_received, p_event_ids) as named(received_timestamp, event_id)
    cross join lateral (
      select * from staging.site_tracking_events_s as stored
      where stored.tenant_hk = p_tenant_hk
        and stored.received_timestamp = named.received_timestamp
        and stored.event_id = named.event_id
      offset 0
    ) as s
    cross join lateral (
      select * from raw.events as stored
      where stored.tenant_hk = p_tenant_hk
        and stored.received_timestamp = named.received_timestamp
        and stored.event_id = named.event_id
      offset 0
    ) as r
    where s.business_status <> 'REJECTED'
  );
end;
$$;
