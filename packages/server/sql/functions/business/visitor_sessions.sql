-- Returns the sessions of a person, who may be several visitors, divided into sessions of these visitors only (alone)
-- and sessions that other visitors share (shared).
-- Reads all rows of the tenant in business.session_visitor_l, writes nothing.
create or replace function business.visitor_sessions(
  p_tenant_hk bytea, p_visitor_hks bytea[], out sessions bytea[], out alone bytea[], out shared bytea[]
)
language plpgsql stable
as $$
begin
  sessions := array(
    select distinct l.site_session_hk from business.session_visitor_l as l
    where l.tenant_hk = p_tenant_hk and l.site_visitor_hk = any (p_visitor_hks));
  shared := array(
    select distinct l.site_session_hk from business.session_visitor_l as l
    where l.tenant_hk = p_tenant_hk
      -- `in` and not `any`: PostgreSQL looks up a hash table then, and does not compare each row with each key.
      and l.site_session_hk in (select unnest(sessions))
      and not l.site_visitor_hk in (select unnest(p_visitor_hks)));
  alone := array(select unnest(sessions) except select unnest(shared));
end;
$$;
