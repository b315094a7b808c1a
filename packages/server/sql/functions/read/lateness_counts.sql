-- Returns the lateness histogram of one tenant: the number of events in each bucket, 0 to 7 (totals.lateness_bucket).
-- Reads totals.lateness, writes nothing.
create or replace function read.lateness_counts(p_tenant_hk bytea) returns bigint[]
language plpgsql stable
as $$
begin
  return (
    select array_agg(coalesce(counted.events, 0) order by buckets.bucket)
    from generate_series(0, 7) as buckets(bucket)
    left join (
      select l.bucket, sum(l.events)::bigint as events
      from totals.lateness as l
      where l.tenant_hk = p_tenant_hk
      group by l.bucket
    ) as counted on counted.bucket = buckets.bucket
  );
end;
$$;
