-- Returns the customer ids of tenants for which upkeep.is_due returns true.
-- Reads auth.tenants, and for each tenant what upkeep.is_due reads; writes nothing.
create or replace function upkeep.tenants_to_maintain() returns setof text
language plpgsql
as $$
declare
  v_tenant record;
begin
  for v_tenant in select t.tenant_hk, t.customer_id from auth.all_tenants() as t loop
    perform auth.enter_tenant(v_tenant.tenant_hk);
    if upkeep.is_due(v_tenant.tenant_hk) then
      return next v_tenant.customer_id;
    end if;
  end loop;
end;
$$;
