-- Counts the pending events of one tenant that arrived at or before the mark.
-- Reads the queue and the partial index of staged pending events, writes nothing.
create or replace function read.pending_before(p_tenant_hk bytea, p_mark timestamptz) returns integer
language plpgsql stable
as $$
begin
  return (select count(*) from raw.queue as q
      where q.tenant_hk = p_tenant_hk and q.received_timestamp <= p_mark)::integer
    + (select count(*) from staging.site_tracking_events_s as s
      where s.tenant_hk = p_tenant_hk and s.business_status = 'PENDING' and s.received_timestamp <= p_mark)::integer;
end;
$$;
