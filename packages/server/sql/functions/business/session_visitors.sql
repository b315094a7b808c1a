-- Returns the visitors of the given sessions: two arrays of the same length, one entry a link. Empty for none.
-- Reads all rows of the tenant in business.session_visitor_l, writes nothing.
create or replace function business.session_visitors(
  p_tenant_hk bytea, p_sessions bytea[], out session_hks bytea[], out visitor_hks bytea[]
)
language plpgsql stable
as $$
begin
  select coalesce(array_agg(l.site_session_hk), '{}'), coalesce(array_agg(l.site_visitor_hk), '{}')
    into session_hks, visitor_hks
    from business.session_visitor_l as l
    where l.tenant_hk = p_tenant_hk and l.site_session_hk = any (p_sessions);
end;
$$;
