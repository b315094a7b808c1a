-- Counts the events of one tenant that have reached no final state: those that wait and arrived at or before the mark, and
-- set-aside ones that were to be tried again by then. Up to 100,000 of each kind: whoever waits asks again and again, and
-- millions may be waiting.
-- Reads the queue and the partial indexes of staged pending events and of retries, writes nothing.
create or replace function read.pending_before(p_tenant_hk bytea, p_mark timestamptz) returns integer
language plpgsql stable
as $$
declare
  v_most constant integer := 100000;
begin
  return (
    select count(*)
    from (
      (select q.event_id from raw.queue as q
        where q.tenant_hk = p_tenant_hk and q.received_timestamp <= p_mark
        limit v_most)
      union all
      (select s.event_id from staging.site_tracking_events_s as s
        where s.tenant_hk = p_tenant_hk and s.business_status = 'PENDING' and s.received_timestamp <= p_mark
        limit v_most)
      union all
      (select s.event_id from staging.site_tracking_events_s as s
        where s.tenant_hk = p_tenant_hk and s.next_attempt_at <= p_mark
        limit v_most)
      union all
      (select f.event_id from raw.set_aside as f
        where f.tenant_hk = p_tenant_hk and f.next_attempt_at <= p_mark
        limit v_most)
    ) as waiting
  );
end;
$$;
