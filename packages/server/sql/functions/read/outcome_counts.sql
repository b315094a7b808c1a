-- Returns how many events of one tenant are set aside now, and how many were rejected, from the running totals.
-- Reads totals.pipeline_counters, writes nothing.
create or replace function read.outcome_counts(p_tenant_hk bytea) returns table (set_aside bigint, rejected bigint)
language plpgsql stable
as $$
begin
  return query
    select coalesce(sum(c.staging_failed + c.loading_failed), 0)::bigint, coalesce(sum(c.invalid), 0)::bigint
    from totals.pipeline_counters as c
    where c.tenant_hk = p_tenant_hk;
end;
$$;
