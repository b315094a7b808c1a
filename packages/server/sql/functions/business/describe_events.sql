-- Inserts events into the vault: one row per event holds its hub, its links to session and page, and its details.
-- Returns the events that were not in the vault, or null for none.
-- Writes business.site_event_nl. Safe to repeat.
create or replace function business.describe_events(
  p_tenant_hk bytea, p_events business.keyed_event[], p_now timestamptz, p_source text
) returns business.keyed_event[]
language plpgsql
as $$
declare
  v_new bytea[];
begin
  with inserted as (
    insert into business.site_event_nl as e (
      tenant_hk, site_event_hk, site_session_hk, site_page_hk, load_date, event_timestamp, site_event_bk, record_source,
      event_type, event_category, event_action, page_url, page_title, referrer_url, user_id,
      element_id, element_class, element_text, scroll_depth, time_on_page, is_bot,
      validation_status, quality_score, event_properties)
    select
      p_tenant_hk, k.event_hk, k.session_hk, k.page_hk, p_now, s.event_timestamp, k.event_id, p_source,
      s.event_type, s.event_category, s.event_action, s.page_url, s.page_title, s.referrer_url, s.user_id,
      s.element_id, s.element_class, s.element_text, s.scroll_depth, s.time_on_page, s.is_bot,
      s.validation_status, s.quality_score, business.event_properties(s.event_data)
    from unnest(p_events) as k
    cross join lateral (select (k.staged).* offset 0) as s
    order by k.event_hk
    on conflict do nothing
    returning e.site_event_hk
  )
  select array_agg(site_event_hk) into v_new from inserted;
  if cardinality(v_new) = cardinality(p_events) then
    return p_events;
  end if;
  return (select array_agg(k) from unnest(p_events) as k where k.event_hk = any (v_new));
end;
$$;
