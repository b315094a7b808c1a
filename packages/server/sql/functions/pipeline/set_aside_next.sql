-- Sets the oldest pending event of one tenant aside with the error ("SQLSTATE: text"), because the database has too
-- little memory even for this event alone. Returns false if no event is pending.
-- Reads and writes raw, writes totals. Safe to repeat: each call takes the next event.
create or replace function pipeline.set_aside_next(p_tenant_hk bytea, p_error text) returns boolean
language plpgsql
as $$
declare
  v_next record;
  v_now timestamptz;
begin
  perform raw.share_tenant(p_tenant_hk);
  v_now := clock_timestamp(); -- after the lock: read.stage_changes
  select q.received_timestamp, q.event_id into v_next
    from raw.queue as q
    where q.tenant_hk = p_tenant_hk
    order by q.received_timestamp
    limit 1
    for update skip locked;
  if not found then
    return false;
  end if;
  delete from raw.queue as q
    where q.tenant_hk = p_tenant_hk and q.received_timestamp = v_next.received_timestamp and q.event_id = v_next.event_id;
  insert into raw.set_aside (tenant_hk, received_timestamp, event_id, error_message, next_attempt_at)
    values (p_tenant_hk, v_next.received_timestamp, v_next.event_id, p_error, v_now + pipeline.retry_delay(0));
  perform totals.count(p_tenant_hk, v_now, p_staging_failed => 1);
  perform totals.note_late(p_tenant_hk, v_now, v_next.received_timestamp, v_next.received_timestamp, v_next.event_id);
  return true;
end;
$$;
