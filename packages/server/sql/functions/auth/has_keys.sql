-- Returns whether any tenant has a key that is neither revoked nor expired. Runs with the rights of the schema's owner,
-- because row-level security shows other roles only one tenant.
-- Reads the keys of all tenants until one is found; writes nothing.
create or replace function auth.has_keys() returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now constant timestamptz := clock_timestamp();
begin
  return exists (
    select 1 from auth.keys as k
    where k.revoked_at is null and (k.expires_at is null or k.expires_at > v_now)
  );
end;
$$;
