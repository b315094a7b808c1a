-- The second form of read.totals, tenant by tenant: slow, and without the set-aside events of the last minutes.
-- Reads and writes: see read.totals.
create or replace function read.totals_of_each() returns jsonb
language plpgsql
as $$
declare
  v_until constant timestamptz := clock_timestamp() + interval '1 second';
  v_tenant_hk bytea;
  v_counts record;
  v_outcomes record;
  v_raw_at timestamptz;
  v_staging_at timestamptz;
  v_raw bigint := 0;
  v_staging bigint := 0;
  v_set_aside bigint := 0;
  v_away bigint := 0;
  v_latest timestamptz;
  v_last timestamptz;
  v_oldest_raw timestamptz;
  v_oldest_staging timestamptz;
begin
  for v_tenant_hk in select t.tenant_hk from auth.all_tenants() as t order by random() loop
    begin
      if clock_timestamp() > v_until then
        raise exception 'out of time';
      end if;
      perform auth.enter_tenant(v_tenant_hk);
      select * into v_counts from read.pipeline_counts(v_tenant_hk);
      select * into v_outcomes from read.outcome_counts(v_tenant_hk);
      v_raw_at := (select min(q.received_timestamp) from raw.queue as q where q.tenant_hk = v_tenant_hk);
      v_staging_at := (select min(s.received_timestamp) from staging.site_tracking_events_s as s
        where s.tenant_hk = v_tenant_hk and s.business_status = 'PENDING');
      v_raw := v_raw + v_counts.raw_pending;
      v_staging := v_staging + v_counts.staging_pending;
      v_set_aside := v_set_aside + v_outcomes.set_aside;
      v_latest := greatest(v_latest, v_counts.latest_event_at);
      v_last := greatest(v_last, v_counts.last_processed_at);
      v_oldest_raw := least(v_oldest_raw, v_raw_at);
      v_oldest_staging := least(v_oldest_staging, v_staging_at);
    exception when others then
      v_away := v_away + 1;
    end;
  end loop;
  return jsonb_build_object(
    'rawPending', v_raw, 'stagingPending', v_staging,
    'setAside', v_set_aside, 'lately', jsonb_build_object('setAside', 0, 'accepted', 0, 'reasons', '[]'::jsonb), 'customersAway', v_away,
    'lastEventAt', util.iso(v_latest), 'lastProcessedAt', util.iso(v_last),
    'oldestRawAt', util.iso(v_oldest_raw), 'oldestStagingAt', util.iso(v_oldest_staging),
    'waitedMs', round(extract(epoch from clock_timestamp() - least(v_oldest_raw, v_oldest_staging)) * 1000));
end;
$$;
