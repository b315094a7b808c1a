-- Lists raw rows of the tenant :'tenant' whose status contradicts staging: processed but not staged, staged
-- but pending or failed, or staged with statuses that contradict each other.
select r.event_id, r.processing_status, s.business_status
from (select * from raw.site_tracking_events_r as x where x.tenant_hk = :'tenant') as r
left join (select * from staging.site_tracking_events_s as x where x.tenant_hk = :'tenant') as s
  on s.event_id = r.event_id and s.received_timestamp = r.received_timestamp
where (r.processing_status = 'PROCESSED') <> (s.event_id is not null)
   or (s.validation_status = 'INVALID') <> (s.business_status = 'REJECTED')
   or (s.business_status = 'LOADED') <> (s.loaded_timestamp is not null)
   or (s.business_status <> 'ERROR' and s.next_attempt_at is not null)
