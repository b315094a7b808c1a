-- Links between sessions and the pages of their events. load_date is that of the first such event.
-- Reads business.site_event_nl. Safe to repeat.
create or replace view business.session_page_l with (security_invoker = true) as
select e.tenant_hk, util.link_key(e.site_session_hk, e.site_page_hk) as link_session_page_hk, e.site_session_hk, e.site_page_hk,
  min(e.load_date) as load_date, min(e.record_source) as record_source
from business.site_event_nl as e
where e.site_session_hk is not null and e.site_page_hk is not null
group by e.tenant_hk, e.site_session_hk, e.site_page_hk;
