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

-- Returns the same, summed over all tenants.
create or replace function read.pipeline_status() returns jsonb
language plpgsql
as $$
begin
  return (
    select jsonb_build_object(
      'raw_pending', c.raw_pending, 'staging_pending', c.staging_pending,
      'business_pending', c.raw_pending + c.staging_pending, 'rejected', c.invalid + c.set_aside,
      'last_processed', util.iso(c.last_processed_at))
    from read.all_counts() as c
  );
end;
$$;
