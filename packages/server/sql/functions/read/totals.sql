-- Returns counts and times over all tenants, for /health/detailed and /metrics.
-- Reads auth.tenants, and for each tenant the running totals and the indexes of pending events; writes nothing.
create or replace function read.totals() returns jsonb
language plpgsql
as $$
declare
  v_tenant_hk bytea;
  v_counts record;
  v_raw bigint := 0;
  v_staging bigint := 0;
  v_latest timestamptz;
  v_oldest_raw timestamptz;
  v_oldest_staging timestamptz;
  v_last timestamptz;
begin
  for v_tenant_hk in select t.tenant_hk from auth.all_tenants() as t loop
    perform auth.enter_tenant(v_tenant_hk);
    select * into v_counts from read.pipeline_counts(v_tenant_hk);
    v_raw := v_raw + v_counts.raw_pending;
    v_staging := v_staging + v_counts.staging_pending;
    v_latest := greatest(v_latest, v_counts.latest_event_at);
    v_oldest_raw := least(v_oldest_raw,
      (select min(r.received_timestamp) from raw.site_tracking_events_r as r
        where r.tenant_hk = v_tenant_hk and r.processing_status = 'PENDING'));
    v_oldest_staging := least(v_oldest_staging,
      (select min(s.received_timestamp) from staging.site_tracking_events_s as s
        where s.tenant_hk = v_tenant_hk and s.business_status = 'PENDING'));
    v_last := greatest(v_last, v_counts.last_processed_at);
  end loop;
  return jsonb_build_object(
    'rawPending', v_raw, 'stagingPending', v_staging, 'lastEventAt', util.iso(v_latest),
    'oldestRawAt', util.iso(v_oldest_raw), 'oldestStagingAt', util.iso(v_oldest_staging),
    'lastProcessedAt', util.iso(v_last));
end;
$$;
