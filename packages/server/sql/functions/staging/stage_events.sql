-- Stages the named raw events: one statement for the whole batch. INVALID ones are rejected, the others
-- get the status p_business_status.
-- Reads raw.site_tracking_events_r, writes staging.site_tracking_events_s. Safe to repeat.
--
-- Rows are fetched key by key: `offset 0` keeps the planner from turning the join around, which it does
-- when statistics lag behind a table that has just grown.
create or replace function staging.stage_events(
  p_tenant_hk bytea, p_received timestamptz[], p_event_ids text[], p_business_status text, p_now timestamptz,
  out staged integer, out invalid integer
)
language plpgsql
as $$
begin
  with inserted as (
    insert into staging.site_tracking_events_s as s (
      tenant_hk, event_id, received_timestamp, event_timestamp, processed_timestamp, loaded_timestamp,
      event_type, event_category, event_action, session_id, visitor_id, user_id,
      page_url, page_host, page_path, page_title, referrer_url, referrer_kind,
      element_id, element_class, element_text, scroll_depth, time_on_page,
      device_type, browser_name, browser_version, operating_system, is_bot,
      screen_resolution, viewport_size, timezone, language,
      utm_source, utm_medium, utm_campaign, utm_term, utm_content,
      gclid, gbraid, wbraid, dclid, fbclid, msclkid, ttclid, twclid, li_fat_id,
      items, validation_status, quality_score, validation_errors, business_status)
    select
      r.tenant_hk, r.event_id, r.received_timestamp, e.event_timestamp, p_now,
      case when p_business_status = 'LOADED' and e.validation_status <> 'INVALID' then p_now end,
      e.event_type, e.event_category, e.event_action, e.session_id, e.visitor_id, e.user_id,
      e.page_url, e.page_host, e.page_path, e.page_title, e.referrer_url, e.referrer_kind,
      e.element_id, e.element_class, e.element_text, e.scroll_depth, e.time_on_page,
      e.device_type, e.browser_name, e.browser_version, e.operating_system, e.is_bot,
      e.screen_resolution, e.viewport_size, e.timezone, e.language,
      coalesce(util.text_of(e.data -> 'utm_source', 256), e.query ->> 'utm_source'),
      coalesce(util.text_of(e.data -> 'utm_medium', 256), e.query ->> 'utm_medium'),
      coalesce(util.text_of(e.data -> 'utm_campaign', 256), e.query ->> 'utm_campaign'),
      coalesce(util.text_of(e.data -> 'utm_term', 256), e.query ->> 'utm_term'),
      coalesce(util.text_of(e.data -> 'utm_content', 256), e.query ->> 'utm_content'),
      e.query ->> 'gclid', e.query ->> 'gbraid', e.query ->> 'wbraid', e.query ->> 'dclid', e.query ->> 'fbclid',
      e.query ->> 'msclkid', e.query ->> 'ttclid', e.query ->> 'twclid', e.query ->> 'li_fat_id',
      e.items, e.validation_status, e.quality_score, e.validation_errors,
      case when e.validation_status = 'INVALID' then 'REJECTED' else p_business_status end
    from unnest(p_received, p_event_ids) as named(received_timestamp, event_id)
    cross join lateral (
      select * from raw.site_tracking_events_r as stored
      where stored.tenant_hk = p_tenant_hk
        and stored.received_timestamp = named.received_timestamp
        and stored.event_id = named.event_id
      offset 0
    ) as r
    cross join lateral staging.read_event(r.raw_payload, r.user_agent, r.enrichment, r.received_timestamp) as e
    on conflict do nothing
    returning s.validation_status
  )
  select count(*) filter (where validation_status <> 'INVALID'), count(*) filter (where validation_status = 'INVALID')
    into staged, invalid
    from inserted;
end;
$$;
