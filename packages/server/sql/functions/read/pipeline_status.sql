-- Returns how many events of one tenant are pending in each layer, from the running totals.
-- Reads totals.pipeline_counters, writes nothing.
create or replace function read.pipeline_status(p_tenant_hk bytea) returns jsonb
language sql stable
begin atomic
  select jsonb_build_object(
    'raw_pending', raw_pending, 'staging_pending', staging_pending, 'business_pending', raw_pending + staging_pending,
    'rejected', rejected, 'last_processed', util.iso(last_processed_at))
  from read.pipeline_counts(p_tenant_hk);
end;

-- Returns the same, summed over all tenants. Also reads auth.tenants.
create or replace function read.pipeline_status() returns jsonb
language plpgsql
as $$
declare
  v_tenant_hk bytea;
  v_counts record;
  v_raw bigint := 0;
  v_staging bigint := 0;
  v_rejected bigint := 0;
  v_last timestamptz;
begin
  for v_tenant_hk in select t.tenant_hk from auth.all_tenants() as t loop
    perform auth.enter_tenant(v_tenant_hk);
    select * into v_counts from read.pipeline_counts(v_tenant_hk);
    v_raw := v_raw + v_counts.raw_pending;
    v_staging := v_staging + v_counts.staging_pending;
    v_rejected := v_rejected + v_counts.rejected;
    v_last := greatest(v_last, v_counts.last_processed_at);
  end loop;
  return jsonb_build_object(
    'raw_pending', v_raw, 'staging_pending', v_staging, 'business_pending', v_raw + v_staging,
    'rejected', v_rejected, 'last_processed', util.iso(v_last));
end;
$$;
