-- Deletes a visitor's own rows: hub, details, totals, and the visitor's entries in totals.page_visitors. Subtracts 1
-- from the visitor count of these pages. p_events holds all events of the visitor, p_pages the pages that the visitor
-- had seen before the erasure took its lock. Returns the number of rows per table.
-- Reads and writes totals, writes business. Safe to repeat.
create or replace function upkeep.erase_visitor_rows(
  p_tenant_hk bytea, p_visitor_hk bytea, p_pages bytea[], p_events business.keyed_event[]
) returns jsonb
language plpgsql
as $$
declare
  v_pages bytea[];
  v_totals integer;
  v_tabs integer;
  v_details integer;
  v_hubs integer;
begin
  with gone as (
    delete from totals.page_visitors as v
    where v.tenant_hk = p_tenant_hk
      and v.site_page_hk = any (p_pages || array(select k.page_hk from unnest(p_events) as k))
      and v.site_visitor_hk = p_visitor_hk
    returning v.site_page_hk
  )
  select array_agg(gone.site_page_hk) into v_pages from gone;
  -- Changes one slot of each page: readers use only the sum of all slots.
  update totals.page_totals as t
    set visitors = t.visitors - 1
    from (
      select p.site_page_hk, min(p.slot) as slot
      from totals.page_totals as p
      where p.tenant_hk = p_tenant_hk and p.site_page_hk = any (v_pages)
      group by p.site_page_hk
    ) as seen
    where t.tenant_hk = p_tenant_hk and t.site_page_hk = seen.site_page_hk and t.slot = seen.slot;

  -- Page loads of events without a session. upkeep.erase_sessions deletes the others.
  delete from totals.tab_ledger as t
    where t.tenant_hk = p_tenant_hk
      and t.tab_hk = any (array(select sha256(convert_to(k.tab_id, 'UTF8')) from unnest(p_events) as k where k.session_hk is null))
      and t.site_session_hk = '';
  get diagnostics v_tabs = row_count;
  delete from totals.visitor_totals as t where t.tenant_hk = p_tenant_hk and t.site_visitor_hk = p_visitor_hk;
  get diagnostics v_totals = row_count;
  delete from business.site_visitor_details_s as d where d.tenant_hk = p_tenant_hk and d.site_visitor_hk = p_visitor_hk;
  get diagnostics v_details = row_count;
  delete from business.site_visitor_h as h where h.tenant_hk = p_tenant_hk and h.site_visitor_hk = p_visitor_hk;
  get diagnostics v_hubs = row_count;
  return jsonb_build_object(
    'totals.page_visitors', coalesce(cardinality(v_pages), 0), 'totals.visitor_totals', v_totals,
    'totals.tab_ledger', v_tabs,
    'business.site_visitor_details_s', v_details, 'business.site_visitor_h', v_hubs);
end;
$$;
