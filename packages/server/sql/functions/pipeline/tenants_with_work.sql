-- Returns the customer ids of tenants that have pending events, or set-aside events that are due for a retry.
-- Reads auth.tenants, and for each tenant what pipeline.has_work reads; writes nothing.
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
