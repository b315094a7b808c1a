-- Lists buckets of the lateness histogram of the tenant :'tenant' whose count differs from the number of
-- loaded events.
-- Lists nothing once retention has deleted events of the tenant.
select t.*, v.*
from (
  select x.bucket, sum(x.events) as events from totals.lateness as x where x.tenant_hk = :'tenant' group by x.bucket
) as t
full join (
  select width_bucket(extract(epoch from s.received_timestamp - s.event_timestamp)::double precision,
      array[1, 10, 60, 600, 3600, 86400, 604800]::double precision[]) as bucket, count(*) as events
  from staging.site_tracking_events_s as s
  where s.tenant_hk = :'tenant' and s.business_status = 'LOADED'
  group by 1
) as v on v.bucket = t.bucket
where not exists (select 1 from totals.forgotten as f where f.tenant_hk = :'tenant' and f.events > 0)
  and (t.events is distinct from v.events)
