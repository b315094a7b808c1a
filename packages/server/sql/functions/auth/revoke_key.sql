-- Revokes a key now. The row stays, so that the list of keys still shows it. Returns false if the tenant has no such
-- key.
-- Reads and writes auth.keys, notifies the servers; the first call also writes the audit trail. Safe to repeat: the
-- first revocation time is kept.
create or replace function auth.revoke_key(p_tenant_hk bytea, p_key_hash bytea) returns boolean
language plpgsql
as $$
declare
  -- Before the update, which may not call it in coalesce: docs/scale-out.md, "Rules for the SQL".
  v_now constant timestamptz := now();
  v_found boolean;
  v_was_revoked constant boolean := exists (select 1 from auth.keys as k
    where k.tenant_hk = p_tenant_hk and k.key_hash = p_key_hash and k.revoked_at is not null);
begin
  update auth.keys as k set revoked_at = coalesce(k.revoked_at, v_now)
    where k.tenant_hk = p_tenant_hk and k.key_hash = p_key_hash;
  v_found := found;
  if v_found and not v_was_revoked then
    perform audit.record(p_tenant_hk, 'key_revoked', jsonb_build_object('key', auth.key_id(p_key_hash)));
  end if;
  perform auth.announce_keys(p_tenant_hk);
  return v_found;
end;
$$;
