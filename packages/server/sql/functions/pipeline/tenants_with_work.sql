-- The customers whose events wait, or who have a set-aside event due to be tried again.
-- Reads auth.tenants and, tenant by tenant, the partial indexes of what waits; writes nothing.
create or replace function pipeline.tenants_with_work() returns setof text
language plpgsql
as $$
declare
  v_tenant record;
begin
  for v_tenant in select t.tenant_hk, t.customer_id from auth.all_tenants() as t loop
    perform auth.enter_tenant(v_tenant.tenant_hk);
    if pipeline.has_work(v_tenant.tenant_hk) then
      return next v_tenant.customer_id;
    end if;
  end loop;
end;
$$;
