-- Deletes events from the vault: hubs, details and links, by their keys; p_item_links are links to items
-- beyond those that staging knows of. Returns how many rows of each table went.
-- Reads staging, writes business. Safe to repeat.
create or replace function business.erase_events(
  p_tenant_hk bytea, p_events business.keyed_event[], p_item_links bytea[]
) returns jsonb
language plpgsql
as $$
declare
  v_hubs integer;
  v_details integer;
  v_sessions integer;
  v_pages integer;
  v_items integer;
begin
  delete from business.event_business_item_l as l
    where l.tenant_hk = p_tenant_hk and l.link_event_business_item_hk = any (p_item_links || array(
      select business.link_key(k.event_hk, business.hash_key(item ->> 'item_id', p_tenant_hk))
      from unnest(p_events) as k
      cross join lateral (
        select * from staging.site_tracking_events_s as stored
        where stored.tenant_hk = p_tenant_hk
          and stored.received_timestamp = k.received_timestamp
          and stored.event_id = k.event_id
        offset 0
      ) as s
      cross join lateral jsonb_array_elements(s.items) as item));
  get diagnostics v_items = row_count;
  delete from business.event_session_l as l
    where l.tenant_hk = p_tenant_hk
      and l.link_event_session_hk = any (array(select business.link_key(k.event_hk, k.session_hk) from unnest(p_events) as k));
  get diagnostics v_sessions = row_count;
  delete from business.event_page_l as l
    where l.tenant_hk = p_tenant_hk
      and l.link_event_page_hk = any (array(select business.link_key(k.event_hk, k.page_hk) from unnest(p_events) as k));
  get diagnostics v_pages = row_count;
  delete from business.site_event_details_s as d
    where d.tenant_hk = p_tenant_hk and d.site_event_hk = any (array(select k.event_hk from unnest(p_events) as k));
  get diagnostics v_details = row_count;
  delete from business.site_event_h as h
    where h.tenant_hk = p_tenant_hk and h.site_event_hk = any (array(select k.event_hk from unnest(p_events) as k));
  get diagnostics v_hubs = row_count;
  return jsonb_build_object(
    'business.event_business_item_l', v_items, 'business.event_session_l', v_sessions, 'business.event_page_l', v_pages,
    'business.site_event_details_s', v_details, 'business.site_event_h', v_hubs);
end;
$$;
