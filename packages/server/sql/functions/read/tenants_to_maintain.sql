-- The customers for whom there is upkeep to do.
-- Reads auth.tenants and, tenant by tenant, what read.needs_upkeep reads; writes nothing.
create or replace function read.tenants_to_maintain() returns setof text
language plpgsql
as $$
declare
  v_tenant record;
begin
  for v_tenant in select t.tenant_hk, t.customer_id from auth.all_tenants() as t loop
    perform auth.enter_tenant(v_tenant.tenant_hk);
    if read.needs_upkeep(v_tenant.tenant_hk) then
      return next v_tenant.customer_id;
    end if;
  end loop;
end;
$$;
