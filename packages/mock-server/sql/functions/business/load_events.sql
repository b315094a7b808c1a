-- Files the named staged events in the vault: one statement a table for the whole batch.
-- Reads staging and raw, writes business. Safe to repeat: all inserts are of what is not there yet.
--
-- Keys are inserted in their own order, so that two transactions that meet on the same new keys wait for
-- one another at most once and never in a circle; keys that exist are not touched at all. The keys are
-- computed once and kept in arrays: hashing them again for each table took half of the time.
create or replace function business.load_events(
  p_tenant_hk bytea, p_received timestamptz[], p_event_ids text[], p_now timestamptz
) returns void
language plpgsql
as $$
declare
  v_source constant text := 'site_tracking';
  v_received timestamptz[];
  v_event_ids text[];
  v_events bytea[];
  v_session_bks text[];
  v_sessions bytea[];
  v_visitor_bks text[];
  v_visitors bytea[];
  v_page_bks text[];
  v_pages bytea[];
  v_new_sessions bytea[];
  v_new_visitors bytea[];
begin
  select array_agg(k.received_timestamp), array_agg(k.event_id), array_agg(k.event_hk),
      array_agg(k.session_bk), array_agg(k.session_hk), array_agg(k.visitor_bk), array_agg(k.visitor_hk),
      array_agg(k.page_bk), array_agg(k.page_hk)
    into v_received, v_event_ids, v_events, v_session_bks, v_sessions, v_visitor_bks, v_visitors, v_page_bks, v_pages
    from business.keyed_events(p_tenant_hk, p_received, p_event_ids) as k;
  if v_events is null then
    return;
  end if;

  -- Hubs

  insert into business.site_event_h (tenant_hk, site_event_hk, site_event_bk, load_date, record_source)
  select p_tenant_hk, k.hk, k.bk, p_now, v_source
  from unnest(v_events, v_event_ids) as k(hk, bk)
  order by k.hk
  on conflict do nothing;

  with inserted as (
    insert into business.site_session_h as h (tenant_hk, site_session_hk, site_session_bk, load_date, record_source)
    select distinct on (k.hk) p_tenant_hk, k.hk, k.bk, p_now, v_source
    from unnest(v_sessions, v_session_bks) as k(hk, bk)
    where k.hk is not null and not exists (
      select from business.site_session_h as known where known.tenant_hk = p_tenant_hk and known.site_session_hk = k.hk)
    order by k.hk
    on conflict do nothing
    returning h.site_session_hk
  )
  select array_agg(site_session_hk) into v_new_sessions from inserted;

  with inserted as (
    insert into business.site_visitor_h as h (tenant_hk, site_visitor_hk, site_visitor_bk, load_date, record_source)
    select distinct on (k.hk) p_tenant_hk, k.hk, k.bk, p_now, v_source
    from unnest(v_visitors, v_visitor_bks) as k(hk, bk)
    where k.hk is not null and not exists (
      select from business.site_visitor_h as known where known.tenant_hk = p_tenant_hk and known.site_visitor_hk = k.hk)
    order by k.hk
    on conflict do nothing
    returning h.site_visitor_hk
  )
  select array_agg(site_visitor_hk) into v_new_visitors from inserted;

  insert into business.site_page_h (tenant_hk, site_page_hk, site_page_bk, load_date, record_source)
  select distinct on (k.hk) p_tenant_hk, k.hk, k.bk, p_now, v_source
  from unnest(v_pages, v_page_bks) as k(hk, bk)
  where k.hk is not null and not exists (
    select from business.site_page_h as known where known.tenant_hk = p_tenant_hk and known.site_page_hk = k.hk)
  order by k.hk
  on conflict do nothing;

  -- Links

  insert into business.event_session_l (
    tenant_hk, link_event_session_hk, site_event_hk, site_session_hk, load_date, record_source)
  select p_tenant_hk, business.link_key(k.event_hk, k.session_hk) as link_hk, k.event_hk, k.session_hk, p_now, v_source
  from unnest(v_events, v_sessions) as k(event_hk, session_hk)
  where k.session_hk is not null
  order by link_hk
  on conflict do nothing;

  insert into business.event_page_l (
    tenant_hk, link_event_page_hk, site_event_hk, site_page_hk, load_date, record_source)
  select p_tenant_hk, business.link_key(k.event_hk, k.page_hk) as link_hk, k.event_hk, k.page_hk, p_now, v_source
  from unnest(v_events, v_pages) as k(event_hk, page_hk)
  where k.page_hk is not null
  order by link_hk
  on conflict do nothing;

  insert into business.session_visitor_l (
    tenant_hk, link_session_visitor_hk, site_session_hk, site_visitor_hk, load_date, record_source)
  select p_tenant_hk, link.link_hk, link.session_hk, link.visitor_hk, p_now, v_source
  from (
    select distinct business.link_key(k.session_hk, k.visitor_hk) as link_hk, k.session_hk, k.visitor_hk
    from unnest(v_sessions, v_visitors) as k(session_hk, visitor_hk)
    where k.session_hk is not null and k.visitor_hk is not null
  ) as link
  where not exists (
    select from business.session_visitor_l as known
    where known.tenant_hk = p_tenant_hk and known.link_session_visitor_hk = link.link_hk)
  order by link.link_hk
  on conflict do nothing;

  insert into business.session_page_l (
    tenant_hk, link_session_page_hk, site_session_hk, site_page_hk, load_date, record_source)
  select p_tenant_hk, link.link_hk, link.session_hk, link.page_hk, p_now, v_source
  from (
    select distinct business.link_key(k.session_hk, k.page_hk) as link_hk, k.session_hk, k.page_hk
    from unnest(v_sessions, v_pages) as k(session_hk, page_hk)
    where k.session_hk is not null and k.page_hk is not null
  ) as link
  where not exists (
    select from business.session_page_l as known
    where known.tenant_hk = p_tenant_hk and known.link_session_page_hk = link.link_hk)
  order by link.link_hk
  on conflict do nothing;

  -- Satellites

  perform business.describe_events(p_tenant_hk, v_received, v_event_ids, v_events, p_now, v_source);
  if v_new_sessions is not null then
    perform business.describe_sessions(p_tenant_hk, v_received, v_event_ids, v_sessions, v_new_sessions, p_now, v_source);
  end if;
  if v_new_visitors is not null then
    perform business.describe_visitors(p_tenant_hk, v_received, v_event_ids, v_visitors, v_new_visitors, p_now, v_source);
  end if;
  perform business.describe_pages(p_tenant_hk, v_received, v_event_ids, v_pages, p_now, v_source);
  perform business.load_items(p_tenant_hk, v_received, v_event_ids, v_events, p_now, v_source);
end;
$$;
