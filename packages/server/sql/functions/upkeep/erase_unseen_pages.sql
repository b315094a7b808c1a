-- Deletes pages without remaining events, because a page address may name a person too. Call it after
-- totals.remove_events. Returns the number of rows per table.
-- Reads totals.page_totals, writes business and totals. Safe to repeat.
create or replace function upkeep.erase_unseen_pages(p_tenant_hk bytea, p_events business.keyed_event[]) returns jsonb
language plpgsql
as $$
declare
  v_unseen bytea[] := array(
    select distinct k.page_hk from unnest(p_events) as k
    where k.page_hk is not null
      and not exists (select 1 from totals.page_totals as t where t.tenant_hk = p_tenant_hk and t.site_page_hk = k.page_hk));
  v_details integer;
  v_hubs integer;
begin
  delete from totals.page_visitors as v where v.tenant_hk = p_tenant_hk and v.site_page_hk = any (v_unseen);
  delete from business.site_page_details_s as d where d.tenant_hk = p_tenant_hk and d.site_page_hk = any (v_unseen);
  get diagnostics v_details = row_count;
  delete from business.site_page_h as h where h.tenant_hk = p_tenant_hk and h.site_page_hk = any (v_unseen);
  get diagnostics v_hubs = row_count;
  return jsonb_build_object('business.site_page_details_s', v_details, 'business.site_page_h', v_hubs);
end;
$$;
