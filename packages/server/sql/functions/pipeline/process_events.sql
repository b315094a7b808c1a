-- Takes raw events through staging and business. When the batch fails it is halved until the
-- failing event stands alone, and that one is set aside; the others are loaded.
-- The caller owns the events: it has just inserted or claimed them, with processing_status PROCESSED.
-- Writes staging, business and totals; raw for what is set aside. Safe to repeat but for what is set aside, which
-- counts again.
create or replace function pipeline.process_events(
  p_tenant_hk bytea, p_arrivals raw.arrival[],
  out staged integer, out invalid integer, out loaded integer, out failed integer
)
language plpgsql
-- The statements below read by key whatever the numbers, and there are about thirty of them: planning them
-- anew for each batch, as PostgreSQL does where it sees how short the arrays are, cost twice their work.
set plan_cache_mode = force_generic_plan
-- Days are 24 hours, and a hash over a time is the same, wherever the session believes to be.
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
    -- A deadlock, a full disk or a shutdown is nobody's fault: the whole transaction fails and is tried again.
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
