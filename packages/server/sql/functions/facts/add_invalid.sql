-- Writes the facts of those of the given arrivals that are INVALID: neither vault nor totals have them, but analytics
-- says how many it leaves out.
-- Writes facts. Safe to repeat.
create or replace function facts.add_invalid(p_tenant_hk bytea, p_arrivals raw.arrival[], p_now timestamptz) returns void
language plpgsql
as $$
begin
  perform facts.add_events(p_tenant_hk, business.key_events(p_tenant_hk, array(
    select row(
        r.received_timestamp, r.event_id, e.event_timestamp, e.event_type, e.event_category, e.event_action,
        e.session_id, e.visitor_id, e.user_id, e.page_url, e.page_host, e.page_path, e.page_title,
        e.referrer_url, e.referrer_kind, e.element_id, e.element_class, e.element_text, e.scroll_depth, e.time_on_page,
        e.device_type, e.browser_name, e.browser_version, e.operating_system, e.is_bot,
        e.screen_resolution, e.timezone, e.language, null, null, null, null, null,
        '{}', e.items, e.validation_status, e.quality_score, e.data, r.enrichment ->> 'country'
      )::staging.staged_event
    from unnest(p_arrivals) as r
    cross join lateral staging.read_event(r.raw_payload, r.user_agent, r.enrichment, r.received_timestamp) as e
    where e.validation_status = 'INVALID')), p_now, p_are_invalid => true);
end;
$$;
