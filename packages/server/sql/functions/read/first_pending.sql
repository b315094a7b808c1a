-- Returns when the earliest event of one tenant that still waits for the pipeline arrived, or null.
-- Reads the queue and the partial index of staged pending events, writes nothing.
create or replace function read.first_pending(p_tenant_hk bytea) returns timestamptz
language plpgsql stable
as $$
begin
  return least(
    (select min(q.received_timestamp) from raw.queue as q where q.tenant_hk = p_tenant_hk),
    (select min(s.received_timestamp) from staging.site_tracking_events_s as s
      where s.tenant_hk = p_tenant_hk and s.business_status = 'PENDING'));
end;
$$;
