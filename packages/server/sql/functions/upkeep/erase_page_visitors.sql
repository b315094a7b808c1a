-- Deletes entries of totals.page_visitors, and corrects the visitor counts of these pages. p_pages and p_visitors have
-- one element per entry. Returns how many it deleted.
-- Reads and writes totals. Safe to repeat.
create or replace function upkeep.erase_page_visitors(p_tenant_hk bytea, p_pages bytea[], p_visitors bytea[]) returns integer
language plpgsql
as $$
declare
  v_pages bytea[];
begin
  with gone as (
    delete from totals.page_visitors as v
    using unnest(p_pages, p_visitors) as named(page_hk, visitor_hk)
    where v.tenant_hk = p_tenant_hk and v.site_page_hk = named.page_hk and v.site_visitor_hk = named.visitor_hk
    returning v.site_page_hk
  )
  select array_agg(gone.site_page_hk) into v_pages from gone;
  -- Changes one slot of each page: readers use only the sum of all slots.
  update totals.page_totals as t
    set visitors = t.visitors - seen.visitors
    from (
      select p.site_page_hk, min(p.slot) as slot, left_by.visitors
      from (select page_hk, count(*) as visitors from unnest(v_pages) as page_hk group by page_hk) as left_by
      join totals.page_totals as p on p.tenant_hk = p_tenant_hk and p.site_page_hk = left_by.page_hk
      group by p.site_page_hk, left_by.visitors
    ) as seen
    where t.tenant_hk = p_tenant_hk and t.site_page_hk = seen.site_page_hk and t.slot = seen.slot;
  return coalesce(cardinality(v_pages), 0);
end;
$$;
