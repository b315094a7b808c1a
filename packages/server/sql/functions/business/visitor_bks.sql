-- Returns the business keys of visitors.
-- Reads business.site_visitor_h, writes nothing.
create or replace function business.visitor_bks(p_tenant_hk bytea, p_visitors bytea[]) returns text[]
language plpgsql stable
as $$
begin
  return (
    select coalesce(array_agg(h.site_visitor_bk), '{}')
    from business.site_visitor_h as h
    where h.tenant_hk = p_tenant_hk and h.site_visitor_hk = any (p_visitors)
  );
end;
$$;
