-- Gives a tenant a key, or changes the scope of one it has. Only the hash of a token comes here.
-- Writes auth.keys. Safe to repeat.
create or replace function auth.add_key(p_tenant_hk bytea, p_key_hash bytea, p_scope text) returns void
language plpgsql
as $$
begin
  perform auth.require_tenant(p_tenant_hk);
  insert into auth.keys as k (tenant_hk, key_hash, scope)
  values (p_tenant_hk, p_key_hash, p_scope)
  on conflict (tenant_hk, key_hash) do update set scope = excluded.scope;
end;
$$;
