-- Processes one tenant if it has work. Without work it changes nothing, and the result says so.
-- Reads and writes all layers of the tenant. Safe to repeat.
create or replace function pipeline.process_if_needed(p_tenant_hk bytea) returns jsonb
language plpgsql
as $$
begin
  perform auth.require_tenant(p_tenant_hk);
  if not pipeline.has_work(p_tenant_hk) then
    return jsonb_build_object('processed', false, 'message', 'No processing needed - all events up to date')
      || pipeline.processing_result(0, 0, 0);
  end if;
  return jsonb_build_object('processed', true, 'message', 'Pipeline processed')
    || pipeline.process_all(p_tenant_hk);
end;
$$;

-- Does the same for every tenant that has work.
create or replace function pipeline.process_if_needed() returns jsonb
language plpgsql
as $$
declare
  v_tenant_hk bytea;
  v_total jsonb := pipeline.processing_result(0, 0, 0);
  v_worked boolean := false;
begin
  for v_tenant_hk in select t.tenant_hk from pipeline.working_tenants() as t loop
    perform auth.enter_tenant(v_tenant_hk);
    v_total := pipeline.add_results(v_total, pipeline.process_all(v_tenant_hk));
    v_worked := true;
  end loop;
  return jsonb_build_object(
    'processed', v_worked,
    'message', case when v_worked then 'Pipeline processed' else 'No processing needed - all events up to date' end) || v_total;
end;
$$;
