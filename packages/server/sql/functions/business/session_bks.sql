-- Returns the business keys of sessions.
-- Reads business.site_session_h, writes nothing.
create or replace function business.session_bks(p_tenant_hk bytea, p_sessions bytea[]) returns text[]
language plpgsql stable
as $$
begin
  return (
    select coalesce(array_agg(h.site_session_bk), '{}')
    from business.site_session_h as h
    where h.tenant_hk = p_tenant_hk and h.site_session_hk = any (p_sessions)
  );
end;
$$;
