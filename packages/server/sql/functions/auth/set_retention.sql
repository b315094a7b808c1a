-- Sets for how many days a tenant's raw and staging rows are kept. Returns false for an unknown tenant. The next
-- maintenance applies it.
-- Reads and writes auth.tenants; if the number changes, also writes the audit trail. Safe to repeat.
create or replace function auth.set_retention(p_tenant_hk bytea, p_days integer) returns boolean
language plpgsql
as $$
declare
  v_before constant integer := (select t.data_retention_days from auth.tenants as t where t.tenant_hk = p_tenant_hk);
begin
  if v_before <> p_days then
    update auth.tenants as t set data_retention_days = p_days where t.tenant_hk = p_tenant_hk;
    perform audit.record(p_tenant_hk, 'retention_changed', jsonb_build_object('from_days', v_before, 'to_days', p_days));
  end if;
  return v_before is not null;
end;
$$;
