-- Returns the ids of all tenants, for loops over tenants. Runs with the rights of the schema's owner, because
-- row-level security shows other roles only one tenant.
-- Reads auth.tenants, writes nothing.
create or replace function auth.all_tenants() returns table (tenant_hk bytea, customer_id text)
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return query select t.tenant_hk, t.customer_id from auth.tenants as t;
end;
$$;
