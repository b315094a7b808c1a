-- The first form of read.totals. Runs with the rights of the schema's owner, because row-level security shows other
-- roles only one tenant.
-- Reads and writes: see read.totals.
create or replace function read.totals_at_once() returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_counts record;
  v_oldest_raw timestamptz;
  v_oldest_staging timestamptz;
begin
  select * into v_counts from read.all_counts();
  select min(w.waits_since) into v_oldest_raw from raw.waiting_tenants() as w;
  select min(w.waits_since) into v_oldest_staging from staging.waiting_tenants() as w;
  return jsonb_build_object(
    'rawPending', v_counts.raw_pending, 'stagingPending', v_counts.staging_pending,
    'setAside', v_counts.set_aside, 'lately', read.set_aside_lately(), 'customersAway', 0,
    'lastEventAt', util.iso(v_counts.latest_event_at), 'lastProcessedAt', util.iso(v_counts.last_processed_at),
    'oldestRawAt', util.iso(v_oldest_raw), 'oldestStagingAt', util.iso(v_oldest_staging),
    'waitedMs', round(extract(epoch from clock_timestamp() - least(v_oldest_raw, v_oldest_staging)) * 1000));
end;
$$;
