-- Raw rows and remembered ids of one tenant ($1: customer id) that lack the other, or an id stored twice.
-- Ids outlive raw rows that retention dropped; until retention exists both sides must match.
select coalesce(r.event_id, i.event_id) as event_id, count(r.event_id) as raw_rows, count(i.event_id) as ids
from (select x.event_id, x.received_timestamp from raw.site_tracking_events_r as x where x.tenant_hk = auth.tenant_hk($1)) as r
full join (select x.event_id, x.received_timestamp from raw.event_ids as x where x.tenant_hk = auth.tenant_hk($1)) as i
  on i.event_id = r.event_id and i.received_timestamp = r.received_timestamp
group by 1
having count(r.event_id) <> 1 or count(i.event_id) <> 1
