-- Returns one tenant, or no row if it is unknown.
-- Reads auth.tenants, writes nothing.
create or replace function auth.find_tenant(p_tenant_hk bytea) returns setof auth.tenants
language plpgsql stable
as $$
begin
  return query select t.* from auth.tenants as t where t.tenant_hk = p_tenant_hk;
end;
$$;
