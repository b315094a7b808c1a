-- Deletes events and their links to items from the vault. p_item_links holds links to items that staging no longer
-- knows. Returns the number of rows per table.
-- Writes business. Safe to repeat.
create or replace function upkeep.erase_events(
  p_tenant_hk bytea, p_events business.keyed_event[], p_item_links bytea[]
) returns jsonb
language plpgsql
as $$
declare
  v_items integer;
  v_events integer;
begin
  delete from business.event_business_item_l as l
    where l.tenant_hk = p_tenant_hk and l.link_event_business_item_hk = any (p_item_links || array(
      select util.link_key(k.event_hk, util.hash_key(item ->> 'item_id', p_tenant_hk))
      from unnest(p_events) as k
      cross join lateral jsonb_array_elements((k.staged).items) as item));
  get diagnostics v_items = row_count;
  delete from business.site_event_nl as e
    where e.tenant_hk = p_tenant_hk and e.site_event_hk = any (array(select k.event_hk from unnest(p_events) as k));
  get diagnostics v_events = row_count;
  return jsonb_build_object('business.event_business_item_l', v_items, 'business.site_event_nl', v_events);
end;
$$;
