-- Processes all pending events of one tenant, batch by batch, then retries the set-aside events that are due. Runs in
-- one transaction: for a large backlog call pipeline.process_pending repeatedly, or leave it to the server's worker,
-- which commits after each batch.
-- Reads and writes all layers of the tenant. Safe to repeat.
create or replace function pipeline.process_all(p_tenant_hk bytea) returns jsonb
language plpgsql
as $$
declare
  v_batch record;
  v_staged integer := 0;
  v_invalid integer := 0;
  v_loaded integer := 0;
  v_failed integer := 0;
begin
  perform auth.require_tenant(p_tenant_hk);
  loop
    select * into v_batch from pipeline.process_pending(p_tenant_hk);
    exit when v_batch.staged + v_batch.invalid + v_batch.failed = 0;
    v_staged := v_staged + v_batch.staged;
    v_invalid := v_invalid + v_batch.invalid;
    v_loaded := v_loaded + v_batch.loaded;
    v_failed := v_failed + v_batch.failed;
  end loop;
  select * into v_batch from pipeline.retry_set_aside(p_tenant_hk);
  return pipeline.processing_result(
    v_staged + v_invalid + v_batch.staged, v_loaded + v_batch.loaded, v_failed + v_invalid + v_batch.failed);
end;
$$;

-- Does the same for every tenant that has work.
create or replace function pipeline.process_all() returns jsonb
language plpgsql
as $$
declare
  v_tenant_hk bytea;
  v_total jsonb := pipeline.processing_result(0, 0, 0);
begin
  for v_tenant_hk in select t.tenant_hk from pipeline.working_tenants() as t loop
    perform auth.enter_tenant(v_tenant_hk);
    v_total := pipeline.add_results(v_total, pipeline.process_all(v_tenant_hk));
  end loop;
  return v_total;
end;
$$;
