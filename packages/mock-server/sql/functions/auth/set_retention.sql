-- Sets for how many days a tenant's raw and staging rows are kept; false for an unknown tenant.
-- Writes auth.tenants. Safe to repeat. Fewer days take effect with the next maintenance.
create or replace function auth.set_retention(p_tenant_hk bytea, p_days integer) returns boolean
language plpgsql
as $$
begin
  update auth.tenants as t set data_retention_days = p_days where t.tenant_hk = p_tenant_hk;
  return found;
end;
$$;
