-- Sets for how many days a tenant's raw and staging rows are kept; false for an unknown tenant.
-- Writes auth.tenants and, if that is a change, the audit trail. Safe to repeat. Fewer days take effect with the next maintenance.
create or replace function auth.set_retention(p_tenant_hk bytea, p_days integer) returns boolean
language plpgsql
as $$
declare
  v_before constant integer := (select t.data_retention_days from auth.tenants as t where t.tenant_hk = p_tenant_hk);
begin
  update auth.tenants as t set data_retention_days = p_days where t.tenant_hk = p_tenant_hk;
  if v_before <> p_days then
    perform audit.record(p_tenant_hk, 'retention_changed', jsonb_build_object('from_days', v_before, 'to_days', p_days));
  end if;
  return v_before is not null;
end;
$$;
