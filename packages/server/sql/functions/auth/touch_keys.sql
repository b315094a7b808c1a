-- Records that keys were used now. The server calls it in the background and at most once a minute per key, so that
-- requests do not wait for this write.
-- Writes auth.keys. Safe to repeat.
create or replace function auth.touch_keys(p_tenant_hk bytea, p_key_hashes bytea[]) returns void
language plpgsql
as $$
begin
  update auth.keys as k set last_used_at = now()
    where k.tenant_hk = p_tenant_hk and k.key_hash = any (p_key_hashes);
end;
$$;
