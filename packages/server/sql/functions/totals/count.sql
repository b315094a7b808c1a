-- Adds to a tenant's running totals, in the slot of this database connection. p_arrived_at is the arrival of the
-- latest accepted event.
-- Writes totals.pipeline_counters. Not safe to repeat: call it once, in the transaction that moves the events.
create or replace function totals.count(
  p_tenant_hk bytea, p_now timestamptz,
  p_accepted integer default 0, p_staged integer default 0, p_invalid integer default 0, p_loaded integer default 0,
  p_staging_failed integer default 0, p_loading_failed integer default 0, p_arrived_at timestamptz default null
) returns void
language plpgsql
as $$
begin
  insert into totals.pipeline_counters as c (
    tenant_hk, slot, accepted, staged, invalid, loaded, staging_failed, loading_failed, latest_event_at, last_processed_at)
  values (
    p_tenant_hk, totals.slot(), p_accepted, p_staged, p_invalid, p_loaded, p_staging_failed, p_loading_failed,
    p_arrived_at, case when p_loaded > 0 then p_now end)
  on conflict (tenant_hk, slot) do update set
    accepted = c.accepted + excluded.accepted,
    staged = c.staged + excluded.staged,
    invalid = c.invalid + excluded.invalid,
    loaded = c.loaded + excluded.loaded,
    staging_failed = c.staging_failed + excluded.staging_failed,
    loading_failed = c.loading_failed + excluded.loading_failed,
    latest_event_at = greatest(c.latest_event_at, excluded.latest_event_at),
    last_processed_at = greatest(c.last_processed_at, excluded.last_processed_at);
end;
$$;
