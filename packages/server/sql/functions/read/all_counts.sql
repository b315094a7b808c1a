-- Returns the running totals of all tenants together. Runs with the rights of the schema's owner, because row-level
-- security shows other roles only one tenant.
-- Reads totals.pipeline_counters, writes nothing.
create or replace function read.all_counts() returns table (
  raw_pending bigint, staging_pending bigint, invalid bigint, set_aside bigint,
  latest_event_at timestamptz, last_processed_at timestamptz
)
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select
      coalesce(sum(c.accepted - c.staged - c.invalid - c.staging_failed), 0)::bigint,
      coalesce(sum(c.staged - c.loaded - c.loading_failed), 0)::bigint,
      coalesce(sum(c.invalid), 0)::bigint,
      coalesce(sum(c.staging_failed + c.loading_failed), 0)::bigint,
      max(c.latest_event_at),
      max(c.last_processed_at)
    from totals.pipeline_counters as c;
end;
$$;
