-- Lists hours and event types of the tenant :'tenant' whose count differs from the number of events in the
-- vault.
select t.*, v.*
from (
  select x.hour_at, x.event_type, sum(x.events) as events
  from totals.event_hours as x
  where x.tenant_hk = :'tenant'
  group by x.hour_at, x.event_type
) as t
full join (
  select date_trunc('hour', d.event_timestamp, 'UTC') as hour_at, d.event_type, count(*) as events
  from business.site_event_details_s as d
  where d.tenant_hk = :'tenant'
  group by 1, 2
) as v on v.hour_at = t.hour_at and v.event_type = t.event_type
where t.events is distinct from v.events
