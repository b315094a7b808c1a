-- Sets one failing event aside (the dead-letter state) with its error, "SQLSTATE: text": before business if it can be
-- staged, else before staging. Returns 1 if it was staged, else 0. p_is_new: counts the event as accepted, too.
-- Writes raw, staging and totals. Not safe to repeat: it counts the event again.
create or replace function pipeline.set_aside(
  p_tenant_hk bytea, p_arrival raw.arrival, p_error text, p_is_new boolean default false
) returns integer
language plpgsql
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_accepted integer := case when p_is_new then 1 else 0 end;
  v_arrived_at timestamptz := case when p_is_new then p_arrival.received_timestamp end;
begin
  begin
    perform staging.stage_events(p_tenant_hk, array[p_arrival], 'PENDING', v_now);
    update staging.site_tracking_events_s
      set business_status = 'ERROR', error_message = p_error, next_attempt_at = v_now + pipeline.retry_delay(0)
      where tenant_hk = p_tenant_hk and received_timestamp = p_arrival.received_timestamp and event_id = p_arrival.event_id;
    perform totals.count(p_tenant_hk, v_now,
      p_accepted => v_accepted, p_staged => 1, p_loading_failed => 1, p_arrived_at => v_arrived_at);
    if v_now - p_arrival.received_timestamp > util.late_after() then
      perform totals.note_late(
        p_tenant_hk, v_now, p_arrival.received_timestamp, p_arrival.received_timestamp, p_arrival.event_id);
    end if;
    return 1;
  exception
    when transaction_rollback or insufficient_resources or operator_intervention or system_error or lock_not_available then
      raise;
    when others then
      insert into raw.set_aside (tenant_hk, received_timestamp, event_id, error_message, next_attempt_at)
        values (p_tenant_hk, p_arrival.received_timestamp, p_arrival.event_id, p_error, v_now + pipeline.retry_delay(0));
      perform totals.count(p_tenant_hk, v_now,
        p_accepted => v_accepted, p_staging_failed => 1, p_arrived_at => v_arrived_at);
      -- Always: a raw row has no time of its own for this.
      perform totals.note_late(
        p_tenant_hk, v_now, p_arrival.received_timestamp, p_arrival.received_timestamp, p_arrival.event_id);
      return 0;
  end;
end;
$$;
