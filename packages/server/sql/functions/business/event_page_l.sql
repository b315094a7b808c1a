-- The links between events and pages, of business.site_event_nl. The key is util.link_key, which may not
-- be there yet when this is installed.
create or replace view business.event_page_l with (security_invoker = true) as
select e.tenant_hk, sha256(e.site_event_hk || e.site_page_hk) as link_event_page_hk, e.site_event_hk, e.site_page_hk,
  e.load_date, e.record_source
from business.site_event_nl as e
where e.site_page_hk is not null;
