-- Files the named staged events in the vault: one statement a table for the whole batch.
-- Reads staging and raw, writes business. Safe to repeat: all inserts are of what is not there yet.
--
-- Keys are inserted in their own order, so that two transactions that meet on the same new keys wait for
-- one another at most once and never in a circle; keys that exist are not touched at all.
create or replace function business.load_events(
  p_tenant_hk bytea, p_received timestamptz[], p_event_ids text[], p_now timestamptz
) returns void
language plpgsql
as $$
declare
  v_source constant text := 'site_tracking';
  v_new_sessions bytea[];
  v_new_visitors bytea[];
begin
  -- Hubs

  insert into business.site_event_h (tenant_hk, site_event_hk, site_event_bk, load_date, record_source)
  select p_tenant_hk, k.event_hk, (k.event).event_id, p_now, v_source
  from business.keyed_events(p_tenant_hk, p_received, p_event_ids) as k
  order by k.event_hk
  on conflict do nothing;

  with inserted as (
    insert into business.site_session_h as h (tenant_hk, site_session_hk, site_session_bk, load_date, record_source)
    select distinct on (k.session_hk) p_tenant_hk, k.session_hk, k.session_bk, p_now, v_source
    from business.keyed_events(p_tenant_hk, p_received, p_event_ids) as k
    where k.session_hk is not null and not exists (
      select from business.site_session_h as known
      where known.tenant_hk = p_tenant_hk and known.site_session_hk = k.session_hk)
    order by k.session_hk
    on conflict do nothing
    returning h.site_session_hk
  )
  select array_agg(site_session_hk) into v_new_sessions from inserted;

  with inserted as (
    insert into business.site_visitor_h as h (tenant_hk, site_visitor_hk, site_visitor_bk, load_date, record_source)
    select distinct on (k.visitor_hk) p_tenant_hk, k.visitor_hk, k.visitor_bk, p_now, v_source
    from business.keyed_events(p_tenant_hk, p_received, p_event_ids) as k
    where k.visitor_hk is not null and not exists (
      select from business.site_visitor_h as known
      where known.tenant_hk = p_tenant_hk and known.site_visitor_hk = k.visitor_hk)
    order by k.visitor_hk
    on conflict do nothing
    returning h.site_visitor_hk
  )
  select array_agg(site_visitor_hk) into v_new_visitors from inserted;

  insert into business.site_page_h (tenant_hk, site_page_hk, site_page_bk, load_date, record_source)
  select distinct on (k.page_hk) p_tenant_hk, k.page_hk, k.page_bk, p_now, v_source
  from business.keyed_events(p_tenant_hk, p_received, p_event_ids) as k
  where k.page_hk is not null and not exists (
    select from business.site_page_h as known
    where known.tenant_hk = p_tenant_hk and known.site_page_hk = k.page_hk)
  order by k.page_hk
  on conflict do nothing;

  -- Links

  insert into business.event_session_l (
    tenant_hk, link_event_session_hk, site_event_hk, site_session_hk, load_date, record_source)
  select p_tenant_hk, business.link_key(k.event_hk, k.session_hk) as link_hk, k.event_hk, k.session_hk, p_now, v_source
  from business.keyed_events(p_tenant_hk, p_received, p_event_ids) as k
  where k.session_hk is not null
  order by link_hk
  on conflict do nothing;

  insert into business.event_page_l (
    tenant_hk, link_event_page_hk, site_event_hk, site_page_hk, load_date, record_source)
  select p_tenant_hk, business.link_key(k.event_hk, k.page_hk) as link_hk, k.event_hk, k.page_hk, p_now, v_source
  from business.keyed_events(p_tenant_hk, p_received, p_event_ids) as k
  where k.page_hk is not null
  order by link_hk
  on conflict do nothing;

  insert into business.session_visitor_l (
    tenant_hk, link_session_visitor_hk, site_session_hk, site_visitor_hk, load_date, record_source)
  select distinct on (link_hk) p_tenant_hk, link_hk, k.session_hk, k.visitor_hk, p_now, v_source
  from business.keyed_events(p_tenant_hk, p_received, p_event_ids) as k
  cross join lateral (select business.link_key(k.session_hk, k.visitor_hk) as link_hk) as link
  where k.session_hk is not null and k.visitor_hk is not null and not exists (
    select from business.session_visitor_l as known
    where known.tenant_hk = p_tenant_hk and known.link_session_visitor_hk = link_hk)
  order by link_hk
  on conflict do nothing;

  insert into business.session_page_l (
    tenant_hk, link_session_page_hk, site_session_hk, site_page_hk, load_date, record_source)
  select distinct on (link_hk) p_tenant_hk, link_hk, k.session_hk, k.page_hk, p_now, v_source
  from business.keyed_events(p_tenant_hk, p_received, p_event_ids) as k
  cross join lateral (select business.link_key(k.session_hk, k.page_hk) as link_hk) as link
  where k.session_hk is not null and k.page_hk is not null and not exists (
    select from business.session_page_l as known
    where known.tenant_hk = p_tenant_hk and known.link_session_page_hk = link_hk)
  order by link_hk
  on conflict do nothing;

  -- Satellites

  insert into business.site_event_details_s (
    tenant_hk, site_event_hk, load_date, hash_diff, record_source,
    event_type, event_category, event_action, event_timestamp, page_url, page_title, referrer_url, user_id,
    element_id, element_class, element_text, scroll_depth, time_on_page, is_bot,
    validation_status, quality_score, event_properties)
  select
    p_tenant_hk, k.event_hk, p_now, hash_diff, v_source,
    e.event_type, e.event_category, e.event_action, e.event_timestamp, e.page_url, e.page_title, e.referrer_url, e.user_id,
    e.element_id, e.element_class, e.element_text, e.scroll_depth, e.time_on_page, e.is_bot,
    e.validation_status, e.quality_score, properties
  from business.keyed_events(p_tenant_hk, p_received, p_event_ids) as k
  cross join lateral (select (k.event).*) as e
  join raw.site_tracking_events_r as r
    on r.tenant_hk = p_tenant_hk
    and r.received_timestamp = e.received_timestamp
    and r.event_id = e.event_id
  cross join lateral (
    select business.event_properties(r.raw_payload -> 'event_data') as properties
    offset 0
  ) as own
  cross join lateral (
    select sha256(convert_to(jsonb_build_array(
      e.event_type, e.event_category, e.event_action, e.event_timestamp, e.page_url, e.page_title, e.referrer_url,
      e.user_id, e.element_id, e.element_class, e.element_text, e.scroll_depth, e.time_on_page, e.is_bot,
      e.validation_status, e.quality_score, properties)::text, 'UTF8')) as hash_diff
    offset 0
  ) as diff
  where not exists (
    select from business.site_event_details_s as known
    where known.tenant_hk = p_tenant_hk and known.site_event_hk = k.event_hk and known.hash_diff = diff.hash_diff)
  order by k.event_hk
  on conflict do nothing;

  if v_new_sessions is not null then
    perform business.describe_sessions(p_tenant_hk, p_received, p_event_ids, v_new_sessions, p_now, v_source);
  end if;
  if v_new_visitors is not null then
    perform business.describe_visitors(p_tenant_hk, p_received, p_event_ids, v_new_visitors, p_now, v_source);
  end if;
  perform business.describe_pages(p_tenant_hk, p_received, p_event_ids, p_now, v_source);
  perform business.load_items(p_tenant_hk, p_received, p_event_ids, p_now, v_source);
end;
$$;
