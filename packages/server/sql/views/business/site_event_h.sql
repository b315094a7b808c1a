-- Hub of events.
-- Reads business.site_event_nl. Safe to repeat.
create or replace view business.site_event_h with (security_invoker = true) as
select e.tenant_hk, e.site_event_hk, e.site_event_bk, e.load_date, e.record_source
from business.site_event_nl as e;
