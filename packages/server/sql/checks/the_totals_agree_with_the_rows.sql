-- Compares the running totals of one tenant ($1: customer id) with the rows; returns a row only if they differ.
-- Totals are all-time: totals.forgotten counts what retention deleted. Neither side counts erased events.
select totals.*, counted.*, forgotten.*
from read.pipeline_counts(auth.tenant_hk($1)) as totals
cross join (
  select
    count(*) as c_total,
    count(*) filter (where r.processing_status = 'PENDING') as c_raw_pending,
    count(*) filter (where s.business_status = 'PENDING') as c_staging_pending,
    count(*) filter (where s.validation_status <> 'INVALID') as c_staged,
    count(*) filter (where s.business_status = 'LOADED') as c_loaded,
    count(*) filter (where r.processing_status = 'ERROR' or s.business_status in ('ERROR', 'REJECTED')) as c_rejected
  from (select * from raw.site_tracking_events_r as x where x.tenant_hk = auth.tenant_hk($1)) as r
  left join (select * from staging.site_tracking_events_s as x where x.tenant_hk = auth.tenant_hk($1)) as s
    on s.event_id = r.event_id and s.received_timestamp = r.received_timestamp
) as counted
cross join (
  select coalesce(sum(f.events), 0) as f_total, coalesce(sum(f.staged), 0) as f_staged,
    coalesce(sum(f.loaded), 0) as f_loaded, coalesce(sum(f.rejected), 0) as f_rejected
  from totals.forgotten as f where f.tenant_hk = auth.tenant_hk($1)
) as forgotten
where (total, raw_pending, staging_pending, staged, loaded, rejected)
  is distinct from (c_total + f_total, c_raw_pending, c_staging_pending, c_staged + f_staged, c_loaded + f_loaded, c_rejected + f_rejected)
