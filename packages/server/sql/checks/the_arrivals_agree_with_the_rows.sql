-- Lists quarters of an hour and buckets of lateness of the tenant :'tenant' whose count differs from the number of
-- loaded events, and counts of duplicates that are not positive: of these there are no rows to compare with.
-- Lists nothing once retention has deleted events of the tenant.
select t.*, v.*
from (
  select x.quarter_at, x.bucket, sum(x.events) as events
  from totals.arrivals as x
  where x.tenant_hk = :'tenant'
  group by x.quarter_at, x.bucket
) as t
full join (
  select date_bin('15 minutes', s.received_timestamp, 'epoch') as quarter_at,
    width_bucket(extract(epoch from s.received_timestamp - s.event_timestamp)::double precision,
      array[1, 10, 60, 600, 3600, 86400, 604800]::double precision[]) as bucket, count(*) as events
  from staging.site_tracking_events_s as s
  where s.tenant_hk = :'tenant' and s.business_status = 'LOADED'
  group by 1, 2
) as v on v.quarter_at = t.quarter_at and v.bucket = t.bucket
where not exists (select 1 from totals.forgotten as f where f.tenant_hk = :'tenant' and f.events > 0)
  and case when t.bucket = -1 then t.events <= 0 else t.events is distinct from v.events end
