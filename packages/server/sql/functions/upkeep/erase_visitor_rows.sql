-- Deletes visitors: hub, details, totals, and their entries in totals.page_visitors. p_events holds all events of
-- these visitors; p_pages and p_page_visitors are the entries that were there before the erasure took its lock. Returns
-- the number of rows per table.
-- Reads and writes totals, writes business. Safe to repeat.
create or replace function upkeep.erase_visitor_rows(
  p_tenant_hk bytea, p_visitors bytea[], p_pages bytea[], p_page_visitors bytea[],
  p_events business.keyed_event[]
) returns jsonb
language plpgsql
as $$
declare
  v_pages bytea[];
  v_page_visitors bytea[];
  v_seen integer;
  v_totals integer;
  v_details integer;
  v_hubs integer;
begin
  select array_agg(seen.page_hk), array_agg(seen.visitor_hk) into v_pages, v_page_visitors
    from (
      select known.page_hk, known.visitor_hk from unnest(p_pages, p_page_visitors) as known(page_hk, visitor_hk)
      union
      select k.page_hk, k.visitor_hk from unnest(p_events) as k where k.visitor_hk = any (p_visitors)
    ) as seen;
  v_seen := upkeep.erase_page_visitors(p_tenant_hk, v_pages, v_page_visitors);
  delete from totals.visitor_totals as t where t.tenant_hk = p_tenant_hk and t.site_visitor_hk = any (p_visitors);
  get diagnostics v_totals = row_count;
  delete from business.site_visitor_details_s as d where d.tenant_hk = p_tenant_hk and d.site_visitor_hk = any (p_visitors);
  get diagnostics v_details = row_count;
  delete from business.site_visitor_h as h where h.tenant_hk = p_tenant_hk and h.site_visitor_hk = any (p_visitors);
  get diagnostics v_hubs = row_count;
  return jsonb_build_object(
    'totals.page_visitors', v_seen, 'totals.visitor_totals', v_totals,
    'business.site_visitor_details_s', v_details, 'business.site_visitor_h', v_hubs);
end;
$$;
