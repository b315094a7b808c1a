-- Returns whether any tenant has a key that is neither revoked nor expired.
-- Reads auth.tenants, and the keys of each tenant until one is found; writes nothing.
create or replace function auth.has_keys() returns boolean
language plpgsql
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_tenant record;
begin
  for v_tenant in select t.tenant_hk from auth.all_tenants() as t loop
    perform auth.enter_tenant(v_tenant.tenant_hk);
    if exists (
      select 1 from auth.keys as k
      where k.tenant_hk = v_tenant.tenant_hk and k.revoked_at is null and (k.expires_at is null or k.expires_at > v_now)
    ) then
      return true;
    end if;
  end loop;
  return false;
end;
$$;
