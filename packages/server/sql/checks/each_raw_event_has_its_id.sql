-- Lists raw rows of the tenant :'tenant' without an id, ids without a raw row, and ids that are stored twice.
-- An id without a raw row is expected if the event was erased or arrived before totals.forgotten.before_at.
select coalesce(r.event_id, i.event_id) as event_id, count(r.event_id) as raw_rows, count(i.event_id) as ids
from (select x.event_id, x.received_timestamp from raw.site_tracking_events_r as x where x.tenant_hk = :'tenant') as r
full join (select x.event_id, x.received_timestamp, x.erased_at from raw.event_ids as x where x.tenant_hk = :'tenant') as i
  on i.event_id = r.event_id and i.received_timestamp = r.received_timestamp
group by 1
having count(i.event_id) <> 1
  or count(r.event_id) > 1
  or count(r.event_id) = 1 and max(i.erased_at) is not null
  or count(r.event_id) = 0 and max(i.erased_at) is null and not exists (select 1 from totals.forgotten as f
    where f.tenant_hk = :'tenant' and max(i.received_timestamp) < f.before_at)
