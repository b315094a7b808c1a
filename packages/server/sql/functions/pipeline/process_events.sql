-- Takes raw events through staging and business. If a batch fails, the function halves it until the failing event is
-- alone, and sets that event aside; it loads the others. The caller must own the events: it has just inserted or
-- claimed them, so that none is in raw.queue. p_are_new: it has just inserted them, so they count as accepted.
-- Writes staging, business, totals and facts; for events that it sets aside also raw. Safe to repeat, except for events
-- that it sets aside: it counts them again.
create or replace function pipeline.process_events(
  p_tenant_hk bytea, p_arrivals raw.arrival[], p_are_new boolean default false,
  out staged integer, out invalid integer, out loaded integer, out failed integer
)
language plpgsql
-- About ten statements run for each batch, and all of them read by key. With custom plans PostgreSQL planned them
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
  v_staged record;
  v_error text;
begin
  staged := 0; invalid := 0; loaded := 0; failed := 0;
  if v_size = 0 then
    return;
  end if;

  begin
    v_staged := staging.stage_events(p_tenant_hk, p_arrivals, 'LOADED', v_now);
    staged := v_staged.staged;
    invalid := v_staged.invalid;
    loaded := staged;
    perform pipeline.load_events(p_tenant_hk, v_staged.events, v_now);
    if invalid > 0 then
      perform facts.add_invalid(p_tenant_hk, p_arrivals, v_now);
    end if;
    perform totals.count(p_tenant_hk, v_now,
      p_accepted => case when p_are_new then v_size else 0 end,
      p_staged => staged, p_invalid => invalid, p_loaded => loaded,
      p_arrived_at => case when p_are_new then p_arrivals[v_size].received_timestamp end);
    if v_now - p_arrivals[1].received_timestamp > util.late_after() then
      perform totals.note_late(p_tenant_hk, v_now, p_arrivals[1].received_timestamp, p_arrivals[v_size].received_timestamp);
    end if;
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
    staged := pipeline.set_aside(p_tenant_hk, p_arrivals[1], v_error, p_are_new);
    failed := 1;
    return;
  end if;
  v_first := pipeline.process_events(p_tenant_hk, p_arrivals[:v_half], p_are_new);
  v_second := pipeline.process_events(p_tenant_hk, p_arrivals[v_half + 1:], p_are_new);
  staged := v_first.staged + v_second.staged;
  invalid := v_first.invalid + v_second.invalid;
  loaded := v_first.loaded + v_second.loaded;
  failed := v_first.failed + v_second.failed;
end;
$$;
