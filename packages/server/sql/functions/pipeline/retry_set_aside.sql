-- Retries set-aside events of one tenant that are due, at most p_limit from staging and p_limit from raw. Retries
-- each event alone, because a batch with a failing event would only be halved again. An event that runs out of memory
-- is retried once more as the first of a call: only then was it certainly alone in memory, and is set aside again.
-- Reads and writes raw and staging, writes business and totals. Safe to repeat.
create or replace function pipeline.retry_set_aside(
  p_tenant_hk bytea, p_limit integer default 20,
  out staged integer, out loaded integer, out failed integer
)
language plpgsql
set timezone = 'UTC' -- see pipeline.process_events
as $$
declare
  v_now timestamptz;
  v_due record;
  v_tried integer := 0;
  v_error text;
begin
  staged := 0; loaded := 0; failed := 0;
  perform raw.share_tenant(p_tenant_hk);
  v_now := clock_timestamp(); -- after the lock: read.stage_changes

  -- Set aside before business: the event has a staged row.
  for v_due in
    select s.received_timestamp, s.event_id, s.retry_count
    from staging.site_tracking_events_s as s
    where s.tenant_hk = p_tenant_hk and s.next_attempt_at <= v_now
    order by s.next_attempt_at
    limit p_limit
    for update skip locked
  loop
    v_error := null;
    begin
      update staging.site_tracking_events_s
        set business_status = 'LOADED', loaded_timestamp = v_now, next_attempt_at = null, error_message = null,
          retry_count = retry_count + 1
        where tenant_hk = p_tenant_hk and received_timestamp = v_due.received_timestamp and event_id = v_due.event_id;
      perform pipeline.load_events(p_tenant_hk,
        staging.fetch_events(p_tenant_hk, array[v_due.received_timestamp], array[v_due.event_id]), v_now);
      perform totals.count(p_tenant_hk, v_now, p_loaded => 1, p_loading_failed => -1);
      perform totals.note_late(p_tenant_hk, v_now, v_due.received_timestamp, v_due.received_timestamp, v_due.event_id);
      loaded := loaded + 1;
    exception
      when out_of_memory then
        if v_tried > 0 then
          return;
        end if;
        v_error := sqlstate || ': ' || sqlerrm;
      when transaction_rollback or insufficient_resources or operator_intervention or system_error or lock_not_available then
        raise;
      when others then
        v_error := sqlstate || ': ' || sqlerrm;
    end;
    if v_error is not null then
      update staging.site_tracking_events_s
        set retry_count = retry_count + 1, error_message = v_error,
          next_attempt_at = v_now + pipeline.retry_delay(v_due.retry_count + 1)
        where tenant_hk = p_tenant_hk and received_timestamp = v_due.received_timestamp and event_id = v_due.event_id;
      failed := failed + 1;
    end if;
    v_tried := v_tried + 1;
  end loop;

  -- Set aside before staging: the event has only a raw row.
  for v_due in
    select f.received_timestamp, f.event_id, f.retry_count
    from raw.set_aside as f
    where f.tenant_hk = p_tenant_hk and f.next_attempt_at <= v_now
    order by f.next_attempt_at
    limit p_limit
    for update skip locked
  loop
    v_error := null;
    begin
      delete from raw.set_aside as f
        where f.tenant_hk = p_tenant_hk and f.received_timestamp = v_due.received_timestamp and f.event_id = v_due.event_id;
      declare
        v_arrival raw.arrival;
        v_staged record;
      begin
        select r.received_timestamp, r.event_id, r.user_agent, r.raw_payload, r.enrichment into v_arrival
          from raw.site_tracking_events_r as r
          where r.tenant_hk = p_tenant_hk and r.received_timestamp = v_due.received_timestamp and r.event_id = v_due.event_id;
        v_staged := staging.stage_events(p_tenant_hk, array[v_arrival], 'LOADED', v_now);
        perform pipeline.load_events(p_tenant_hk, v_staged.events, v_now);
        if v_staged.invalid > 0 then
          perform facts.add_invalid(p_tenant_hk, array[v_arrival], v_now);
        end if;
        perform totals.count(p_tenant_hk, v_now,
          p_staged => v_staged.staged, p_invalid => v_staged.invalid, p_loaded => v_staged.staged, p_staging_failed => -1);
        perform totals.note_late(p_tenant_hk, v_now, v_due.received_timestamp, v_due.received_timestamp, v_due.event_id);
        staged := staged + v_staged.staged;
        loaded := loaded + v_staged.staged;
      end;
    exception
      when out_of_memory then
        if v_tried > 0 then
          return;
        end if;
        v_error := sqlstate || ': ' || sqlerrm;
      when transaction_rollback or insufficient_resources or operator_intervention or system_error or lock_not_available then
        raise;
      when others then
        v_error := sqlstate || ': ' || sqlerrm;
    end;
    if v_error is not null then
      update raw.set_aside
        set retry_count = retry_count + 1, error_message = v_error,
          next_attempt_at = v_now + pipeline.retry_delay(v_due.retry_count + 1)
        where tenant_hk = p_tenant_hk and received_timestamp = v_due.received_timestamp and event_id = v_due.event_id;
      failed := failed + 1;
    end if;
    v_tried := v_tried + 1;
  end loop;
end;
$$;
