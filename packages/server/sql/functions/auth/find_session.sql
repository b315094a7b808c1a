-- Returns a session of one tenant; no row if it has ended or expired.
-- Reads auth.sessions, writes nothing.
create or replace function auth.find_session(p_tenant_hk bytea, p_session_hash bytea) returns setof auth.sessions
language plpgsql stable
as $$
begin
  return query select s.* from auth.sessions as s
    where s.tenant_hk = p_tenant_hk and s.session_hash = p_session_hash and s.expires_at > now();
end;
$$;
