-- Adds a key to a tenant, or replaces the scope, label, expiry, origins, segment, link and environment of an existing
-- key. Takes only hashes of tokens, never a token.
-- Reads and writes auth.keys, writes the audit trail, notifies the servers. Safe to repeat.
create or replace function auth.add_key(
  p_tenant_hk bytea, p_key_hash bytea, p_scope text,
  p_label text default null, p_expires_at timestamptz default null, p_allowed_origins text[] default null,
  p_segment_id uuid default null, p_link_hash bytea default null, p_environment text default null
) returns void
language plpgsql
as $$
declare
  v_is_known constant boolean := exists (select 1 from auth.keys as k where k.tenant_hk = p_tenant_hk and k.key_hash = p_key_hash);
begin
  perform auth.require_tenant(p_tenant_hk);
  insert into auth.keys as k (tenant_hk, key_hash, scope, label, expires_at, allowed_origins, segment_id, link_hash,
    environment)
  values (
    p_tenant_hk, p_key_hash, p_scope, p_label, p_expires_at, p_allowed_origins, p_segment_id, p_link_hash, p_environment)
  on conflict (tenant_hk, key_hash) do update
    set scope = excluded.scope, label = excluded.label, expires_at = excluded.expires_at,
        allowed_origins = excluded.allowed_origins, segment_id = excluded.segment_id,
        link_hash = excluded.link_hash, environment = excluded.environment;
  perform audit.record(p_tenant_hk, case when v_is_known then 'key_changed' else 'key_created' end, jsonb_build_object(
    'key', auth.key_id(p_key_hash), 'scope', p_scope, 'label', p_label, 'expires_at', util.iso(p_expires_at),
    'origins', p_allowed_origins, 'segment', p_segment_id)
    || case when p_link_hash is null then '{}'::jsonb else '{"link": true}'::jsonb end
    || case when p_environment is null then '{}'::jsonb else jsonb_build_object('environment', p_environment) end);
  perform auth.announce_keys(p_tenant_hk);
end;
$$;
