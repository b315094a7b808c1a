-- Stores a session of the page, and deletes those of the tenant that have expired. Takes only the hash of a token,
-- never the token.
-- Reads auth.tenants, writes auth.sessions. Safe to repeat.
create or replace function auth.add_session(
  p_tenant_hk bytea, p_session_hash bytea, p_key_hash bytea, p_seconds integer
) returns void
language plpgsql
as $$
declare
  -- Before the statements, which may not call it: docs/scale-out.md, "Rules for the SQL".
  v_now constant timestamptz := now();
  v_expires_at constant timestamptz := v_now + p_seconds * interval '1 second';
begin
  perform auth.require_tenant(p_tenant_hk);
  delete from auth.sessions as s where s.tenant_hk = p_tenant_hk and s.expires_at <= v_now;
  insert into auth.sessions (tenant_hk, session_hash, key_hash, created_at, expires_at)
  values (p_tenant_hk, p_session_hash, p_key_hash, v_now, v_expires_at)
  on conflict (tenant_hk, session_hash) do nothing;
end;
$$;
