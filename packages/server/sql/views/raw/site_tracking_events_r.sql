-- The raw layer as it is documented, one row an event: as it arrived, with the state of its processing. PROCESSED means
-- staged, whatever became of it there.
create or replace view raw.site_tracking_events_r with (security_invoker = true) as
select
  e.tenant_hk, e.event_id, e.received_timestamp, e.client_ip_hash, a.user_agent, e.raw_payload, a.enrichment,
  case when q.event_id is not null then 'PENDING' when f.event_id is not null then 'ERROR' else 'PROCESSED' end as processing_status,
  f.error_message, coalesce(f.retry_count, 0::smallint) as retry_count, f.next_attempt_at, e.record_source
from raw.events as e
left join raw.agents as a on a.tenant_hk = e.tenant_hk and a.agent_hk = e.agent_hk
left join raw.queue as q
  on q.tenant_hk = e.tenant_hk and q.received_timestamp = e.received_timestamp and q.event_id = e.event_id
left join raw.set_aside as f
  on f.tenant_hk = e.tenant_hk and f.received_timestamp = e.received_timestamp and f.event_id = e.event_id;
