-- Returns the sessions of a visitor, divided into sessions of this visitor only (alone) and sessions that other
-- visitors share (shared).
-- Reads all rows of the tenant in business.session_visitor_l, writes nothing.
create or replace function business.visitor_sessions(
  p_tenant_hk bytea, p_visitor_hk bytea, out sessions bytea[], out alone bytea[], out shared bytea[]
)
language plpgsql stable
as $$
begin
  sessions := array(
    select l.site_session_hk from business.session_visitor_l as l
    where l.tenant_hk = p_tenant_hk and l.site_visitor_hk = p_visitor_hk);
  shared := array(
    select distinct l.site_session_hk from business.session_visitor_l as l
    where l.tenant_hk = p_tenant_hk and l.site_session_hk = any (sessions) and l.site_visitor_hk <> p_visitor_hk);
  alone := array(select s from unnest(sessions) as s where s <> all (shared));
end;
$$;
