-- Takes raw events through staging and business. If a batch fails, the function halves it until the failing event is
-- alone, and sets that event aside; it loads the others. The caller must own the events: it has just inserted or
-- claimed them, with processing_status PROCESSED.
-- Writes staging, business and totals; for events that it sets aside also raw. Safe to repeat, except for events that
-- it sets aside: it counts them again.
create or replace function pipeline.process_events(
  p_tenant_hk bytea, p_arrivals raw.arrival[],
  out staged integer, out invalid integer, out loaded integer, out failed integer
)
language plpgsql
-- About thirty statements run for each batch, and all of them read by key. With custom plans PostgreSQL planned them
-- again for every batch, which took twice as long as running them.
set plan_cache_mode = force_generic_plan
-- With UTC a day always has 24 hours, and the hash of a time does not depend on the session's time zone.
set timezone = 'UTC'
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_size integer := coalesce(cardinality(p_arrivals), 0);
  v_half integer := v_size / 2;
  v_first record;
  v_second record;
  v_staged staging.staged_event[];
  v_error text;
begin
  staged := 0; invalid := 0; loaded := 0; failed := 0;
  if v_size = 0 then
    return;
  end if;

  begin
    select s.staged, s.invalid, s.events into staged, invalid, v_staged
      from staging.stage_events(p_tenant_hk, p_arrivals, 'LOADED', v_now) as s;
    perform pipeline.load_events(p_tenant_hk, v_staged, v_now);
    perform totals.count(p_tenant_hk, v_now, p_staged => staged, p_invalid => invalid, p_loaded => staged);
    loaded := staged;
    return;
  exception
    -- No event causes a deadlock, a full disk or a shutdown: the whole transaction fails, and the caller tries again.
    when transaction_rollback or insufficient_resources or operator_intervention or system_error or lock_not_available then
      raise;
    when others then
      v_error := sqlstate || ': ' || sqlerrm;
  end;

  staged := 0; invalid := 0; loaded := 0;
  if v_size = 1 then
    staged := pipeline.set_aside(p_tenant_hk, p_arrivals[1], v_error);
    failed := 1;
    return;
  end if;
  select * into v_first from pipeline.process_events(p_tenant_hk, p_arrivals[:v_half]);
  select * into v_second from pipeline.process_events(p_tenant_hk, p_arrivals[v_half + 1:]);
  staged := v_first.staged + v_second.staged;
  invalid := v_first.invalid + v_second.invalid;
  loaded := v_first.loaded + v_second.loaded;
  failed := v_first.failed + v_second.failed;
end;
$$;
