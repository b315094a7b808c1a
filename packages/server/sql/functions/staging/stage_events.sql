-- Stages raw events, with one statement for the whole batch. INVALID events become REJECTED. The others get the
-- status p_business_status and are returned in the form that business.load_events takes; null for none.
-- Writes staging.site_tracking_events_s. Safe to repeat: staged rows do not change, and their events are returned
-- again.
create or replace function staging.stage_events(
  p_tenant_hk bytea, p_arrivals raw.arrival[], p_business_status text, p_now timestamptz,
  out staged integer, out invalid integer, out events staging.staged_event[]
)
language plpgsql
as $$
begin
  with event as materialized (
    select r.event_id, r.received_timestamp, e.*, r.enrichment ->> 'country' as country,
      coalesce(util.text_of(e.data -> 'utm_source', 256), e.query ->> 'utm_source') as utm_source,
      coalesce(util.text_of(e.data -> 'utm_medium', 256), e.query ->> 'utm_medium') as utm_medium,
      coalesce(util.text_of(e.data -> 'utm_campaign', 256), e.query ->> 'utm_campaign') as utm_campaign,
      coalesce(util.text_of(e.data -> 'utm_term', 256), e.query ->> 'utm_term') as utm_term,
      coalesce(util.text_of(e.data -> 'utm_content', 256), e.query ->> 'utm_content') as utm_content
    from unnest(p_arrivals) as r
    cross join lateral staging.read_event(r.raw_payload, r.user_agent, r.enrichment, r.received_timestamp) as e
  ), inserted as (
    insert into staging.site_tracking_events_s as s (
      tenant_hk, event_id, received_timestamp, event_timestamp, processed_timestamp, loaded_timestamp,
      event_type, event_category, event_action, session_id, visitor_id, user_id,
      page_url, page_host, page_path, page_title, referrer_url, referrer_kind,
      element_id, element_class, element_text, scroll_depth, time_on_page,
      device_type, browser_name, browser_version, operating_system, is_bot,
      screen_resolution, viewport_size, timezone, language,
      utm_source, utm_medium, utm_campaign, utm_term, utm_content,
      gclid, gbraid, wbraid, dclid, fbclid, msclkid, ttclid, twclid, li_fat_id,
      items, validation_status, quality_score, validation_errors, business_status, country)
    select
      p_tenant_hk, e.event_id, e.received_timestamp, e.event_timestamp, p_now,
      case when p_business_status = 'LOADED' and e.validation_status <> 'INVALID' then p_now end,
      e.event_type, e.event_category, e.event_action, e.session_id, e.visitor_id, e.user_id,
      e.page_url, e.page_host, e.page_path, e.page_title, e.referrer_url, e.referrer_kind,
      e.element_id, e.element_class, e.element_text, e.scroll_depth, e.time_on_page,
      e.device_type, e.browser_name, e.browser_version, e.operating_system, e.is_bot,
      e.screen_resolution, e.viewport_size, e.timezone, e.language,
      e.utm_source, e.utm_medium, e.utm_campaign, e.utm_term, e.utm_content,
      e.query ->> 'gclid', e.query ->> 'gbraid', e.query ->> 'wbraid', e.query ->> 'dclid', e.query ->> 'fbclid',
      e.query ->> 'msclkid', e.query ->> 'ttclid', e.query ->> 'twclid', e.query ->> 'li_fat_id',
      e.items, e.validation_status, e.quality_score, e.validation_errors,
      case when e.validation_status = 'INVALID' then 'REJECTED' else p_business_status end, e.country
    from event as e
    on conflict do nothing
    returning s.validation_status
  )
  select
      count(*) filter (where i.validation_status <> 'INVALID'), count(*) filter (where i.validation_status = 'INVALID'),
      (
        select array_agg(row(
            e.received_timestamp, e.event_id, e.event_timestamp, e.event_type, e.event_category, e.event_action,
            e.session_id, e.visitor_id, e.user_id, e.page_url, e.page_host, e.page_path, e.page_title,
            e.referrer_url, e.referrer_kind, e.element_id, e.element_class, e.element_text, e.scroll_depth, e.time_on_page,
            e.device_type, e.browser_name, e.browser_version, e.operating_system, e.is_bot,
            e.screen_resolution, e.timezone, e.language,
            e.utm_source, e.utm_medium, e.utm_campaign, e.utm_term, e.utm_content,
            case when e.query is null then '{}' else jsonb_strip_nulls(e.query - staging.campaign_names()) end,
            e.items, e.validation_status, e.quality_score, e.data, e.country
          )::staging.staged_event)
        from event as e
        where e.validation_status <> 'INVALID'
      )
    into staged, invalid, events
    from inserted as i;
end;
$$;
