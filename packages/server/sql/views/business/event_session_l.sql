-- Links between events and sessions: one row per event that has a session.
-- Reads business.site_event_nl. Safe to repeat.
create or replace view business.event_session_l with (security_invoker = true) as
select e.tenant_hk, util.link_key(e.site_event_hk, e.site_session_hk) as link_event_session_hk, e.site_event_hk, e.site_session_hk,
  e.load_date, e.record_source
from business.site_event_nl as e
where e.site_session_hk is not null;
