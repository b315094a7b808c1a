-- Notes that keys were used just now. Behind the requests and at most once a minute a key, so that reading an
-- event's key writes nothing.
-- Writes auth.keys. Safe to repeat.
create or replace function auth.touch_keys(p_tenant_hk bytea, p_key_hashes bytea[]) returns void
language plpgsql
as $$
begin
  update auth.keys as k set last_used_at = now()
    where k.tenant_hk = p_tenant_hk and k.key_hash = any (p_key_hashes);
end;
$$;
