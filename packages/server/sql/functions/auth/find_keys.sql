-- Returns all keys of one tenant, including revoked and expired ones, oldest first.
-- Reads auth.keys, writes nothing.
create or replace function auth.find_keys(p_tenant_hk bytea) returns setof auth.keys
language plpgsql stable
as $$
begin
  return query select k.* from auth.keys as k where k.tenant_hk = p_tenant_hk order by k.created_at, k.key_hash;
end;
$$;
