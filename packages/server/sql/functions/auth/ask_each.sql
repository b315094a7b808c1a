-- Asks a function of one tenant (p_check: its name; it returns a boolean) about every tenant, and returns the tenants
-- for which it is true. Slow: only for where one statement over all tenants has failed, because a machine of a cluster
-- is away. A tenant for which the function fails is left out. Ends after p_seconds, and begins each time with other
-- tenants, so that all get their turn.
-- Reads auth.tenants, and what the function reads; writes nothing.
create or replace function auth.ask_each(p_check text, p_seconds numeric default 5)
returns table (tenant_hk bytea, customer_id text)
language plpgsql
as $$
declare
  v_until constant timestamptz := clock_timestamp() + make_interval(secs => p_seconds);
  v_schema constant text := split_part(p_check, '.', 1);
  v_name constant text := split_part(p_check, '.', 2);
  v_tenant record;
  v_is_so boolean;
begin
  for v_tenant in select t.tenant_hk, t.customer_id from auth.all_tenants() as t order by random() loop
    exit when clock_timestamp() > v_until;
    begin
      perform auth.enter_tenant(v_tenant.tenant_hk);
      execute format('select %I.%I($1)', v_schema, v_name) into v_is_so using v_tenant.tenant_hk;
    exception when others then
      v_is_so := false;
    end;
    if v_is_so then
      tenant_hk := v_tenant.tenant_hk;
      customer_id := v_tenant.customer_id;
      return next;
    end if;
  end loop;
end;
$$;
