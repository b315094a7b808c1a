-- Returns a tenant's running totals: the sum of at most 16 rows, independent of the number of events.
-- Reads totals.pipeline_counters, writes nothing.
create or replace function read.pipeline_counts(p_tenant_hk bytea)
returns table (
  total bigint, raw_pending bigint, staging_pending bigint, staged bigint, loaded bigint, rejected bigint,
  latest_event_at timestamptz, last_processed_at timestamptz
)
language plpgsql stable
as $$
begin
  return query
    select
      coalesce(sum(c.accepted), 0)::bigint,
      coalesce(sum(c.accepted - c.staged - c.invalid - c.staging_failed), 0)::bigint,
      coalesce(sum(c.staged - c.loaded - c.loading_failed), 0)::bigint,
      coalesce(sum(c.staged), 0)::bigint,
      coalesce(sum(c.loaded), 0)::bigint,
      coalesce(sum(c.invalid + c.staging_failed + c.loading_failed), 0)::bigint,
      max(c.latest_event_at),
      max(c.last_processed_at)
    from totals.pipeline_counters as c
    where c.tenant_hk = p_tenant_hk;
end;
$$;
