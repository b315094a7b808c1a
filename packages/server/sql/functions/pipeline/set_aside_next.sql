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
  select r.received_timestamp, r.event_id into v_next
    from raw.site_tracking_events_r as r
    where r.tenant_hk = p_tenant_hk and r.processing_status = 'PENDING'
    order by r.received_timestamp
    limit 1
    for update skip locked;
  if not found then
    return false;
  end if;
  update raw.site_tracking_events_r
    set processing_status = 'ERROR', error_message = p_error, next_attempt_at = v_now + pipeline.retry_delay(0)
    where tenant_hk = p_tenant_hk and received_timestamp = v_next.received_timestamp and event_id = v_next.event_id;
  perform totals.count(p_tenant_hk, v_now, p_staging_failed => 1);
  perform totals.note_late(p_tenant_hk, v_now, v_next.received_timestamp, v_next.received_timestamp, v_next.event_id);
  return true;
end;
$$;
