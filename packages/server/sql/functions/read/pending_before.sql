-- Counts the pending events of one tenant that arrived at or before the mark, up to 100,000 in each layer: whoever waits
-- asks again and again, and millions may be waiting.
-- Reads the queue and the partial index of staged pending events, writes nothing.
create or replace function read.pending_before(p_tenant_hk bytea, p_mark timestamptz) returns integer
language plpgsql stable
as $$
declare
  v_most constant integer := 100000;
begin
  return (select count(*) from (
      select q.event_id from raw.queue as q
      where q.tenant_hk = p_tenant_hk and q.received_timestamp <= p_mark
      limit v_most) as waiting)::integer
    + (select count(*) from (
      select s.event_id from staging.site_tracking_events_s as s
      where s.tenant_hk = p_tenant_hk and s.business_status = 'PENDING' and s.received_timestamp <= p_mark
      limit v_most) as staged)::integer;
end;
$$;
