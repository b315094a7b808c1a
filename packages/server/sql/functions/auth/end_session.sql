-- Ends a session of one tenant.
-- Writes auth.sessions. Safe to repeat.
create or replace function auth.end_session(p_tenant_hk bytea, p_session_hash bytea) returns void
language plpgsql
as $$
begin
  delete from auth.sessions as s where s.tenant_hk = p_tenant_hk and s.session_hash = p_session_hash;
end;
$$;
