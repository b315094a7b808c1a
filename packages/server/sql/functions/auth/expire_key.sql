-- Makes a key expire at p_at, unless it expires earlier. Returns false if the tenant has no such key.
-- Writes auth.keys and the audit trail, notifies the servers. Safe to repeat.
create or replace function auth.expire_key(p_tenant_hk bytea, p_key_hash bytea, p_at timestamptz) returns boolean
language plpgsql
as $$
declare
  v_found boolean;
begin
  -- least() ignores nulls.
  update auth.keys as k set expires_at = least(k.expires_at, p_at)
    where k.tenant_hk = p_tenant_hk and k.key_hash = p_key_hash;
  v_found := found;
  if v_found then
    perform audit.record(p_tenant_hk, 'key_rotated', jsonb_build_object('key', auth.key_id(p_key_hash), 'ends_at', util.iso(p_at)));
  end if;
  perform auth.announce_keys(p_tenant_hk);
  return v_found;
end;
$$;
