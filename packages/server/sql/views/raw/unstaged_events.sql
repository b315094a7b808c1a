-- The events that are not staged: those that wait, and those that failed before staging.
create or replace view raw.unstaged_events with (security_invoker = true) as
select e.tenant_hk, e.received_timestamp, e.event_id, e.raw_payload
from (
  select q.tenant_hk, q.received_timestamp, q.event_id from raw.queue as q
  union all
  select f.tenant_hk, f.received_timestamp, f.event_id from raw.set_aside as f
) as named
join raw.events as e
  on e.tenant_hk = named.tenant_hk and e.received_timestamp = named.received_timestamp and e.event_id = named.event_id;
