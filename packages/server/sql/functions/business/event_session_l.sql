-- The links between events and sessions, of business.site_event_nl. The key is util.link_key, which may not
-- be there yet when this is installed.
create or replace view business.event_session_l with (security_invoker = true) as
select e.tenant_hk, sha256(e.site_event_hk || e.site_session_hk) as link_event_session_hk, e.site_event_hk, e.site_session_hk,
  e.load_date, e.record_source
from business.site_event_nl as e
where e.site_session_hk is not null;
