-- Compares the running totals of the tenant :'tenant' with the rows; returns a row only if they differ.
-- Totals are all-time: totals.forgotten counts what retention deleted. Neither side counts erased events.
select running.*, counted.*, forgotten.*
from (
  -- As read.pipeline_counts.
  select
    coalesce(sum(c.accepted), 0) as total,
    coalesce(sum(c.accepted - c.staged - c.invalid - c.staging_failed), 0) as raw_pending,
    coalesce(sum(c.staged - c.loaded - c.loading_failed), 0) as staging_pending,
    coalesce(sum(c.staged), 0) as staged,
    coalesce(sum(c.loaded), 0) as loaded,
    coalesce(sum(c.invalid + c.staging_failed + c.loading_failed), 0) as rejected
  from totals.pipeline_counters as c where c.tenant_hk = :'tenant'
) as running
cross join (
  select
    count(*) as c_total,
    count(*) filter (where r.processing_status = 'PENDING') as c_raw_pending,
    count(*) filter (where s.business_status = 'PENDING') as c_staging_pending,
    count(*) filter (where s.validation_status <> 'INVALID') as c_staged,
    count(*) filter (where s.business_status = 'LOADED') as c_loaded,
    count(*) filter (where r.processing_status = 'ERROR' or s.business_status in ('ERROR', 'REJECTED')) as c_rejected
  from (select * from raw.site_tracking_events_r as x where x.tenant_hk = :'tenant') as r
  left join (select * from staging.site_tracking_events_s as x where x.tenant_hk = :'tenant') as s
    on s.event_id = r.event_id and s.received_timestamp = r.received_timestamp
) as counted
cross join (
  select coalesce(sum(f.events), 0) as f_total, coalesce(sum(f.staged), 0) as f_staged,
    coalesce(sum(f.loaded), 0) as f_loaded, coalesce(sum(f.rejected), 0) as f_rejected
  from totals.forgotten as f where f.tenant_hk = :'tenant'
) as forgotten
where (total, raw_pending, staging_pending, staged, loaded, rejected)
  is distinct from (c_total + f_total, c_raw_pending, c_staging_pending, c_staged + f_staged, c_loaded + f_loaded, c_rejected + f_rejected)
