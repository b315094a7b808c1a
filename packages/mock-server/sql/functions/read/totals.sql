-- Numbers and times over all tenants, for /health/detailed.
-- Reads the running totals tenant by tenant; writes nothing.
create or replace function read.totals() returns jsonb
language plpgsql stable
as $$
declare
  v_tenant_hk bytea;
  v_counts record;
  v_raw bigint := 0;
  v_staging bigint := 0;
  v_latest timestamptz;
  v_last timestamptz;
begin
  for v_tenant_hk in select t.tenant_hk from auth.tenants as t loop
    select * into v_counts from read.pipeline_counts(v_tenant_hk);
    v_raw := v_raw + v_counts.raw_pending;
    v_staging := v_staging + v_counts.staging_pending;
    v_latest := greatest(v_latest, v_counts.latest_event_at);
    v_last := greatest(v_last, v_counts.last_processed_at);
  end loop;
  return jsonb_build_object(
    'rawPending', v_raw, 'stagingPending', v_staging, 'lastEventAt', api.iso(v_latest), 'lastProcessedAt', api.iso(v_last));
end;
$$;
