-- Raises an error if the tenant does not exist.
-- Reads auth.tenants, writes nothing.
create or replace function auth.require_tenant(p_tenant_hk bytea) returns void
language plpgsql stable
as $$
begin
  if not exists (select 1 from auth.tenants as t where t.tenant_hk = p_tenant_hk) then
    raise exception 'Unknown tenant'
      using errcode = 'no_data_found',
      hint = 'Name it as auth.tenant_hk(''<customer id>''); create it with select auth.ensure_tenant(''<customer id>'').';
  end if;
end;
$$;
