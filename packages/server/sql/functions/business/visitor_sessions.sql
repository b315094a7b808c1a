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
    where l.tenant_hk = p_tenant_hk and l.site_session_hk = any (sessions) and l.site_visitor_hk <> all (p_visitor_hks));
  alone := array(select s from unnest(sessions) as s where s <> all (shared));
end;
$$;
