-- Returns counts and times over all tenants, for /health/detailed and /metrics, with one statement for each fact. If one
-- fails, because a machine of a cluster is away, it asks each tenant for a second: customersAway counts those that
-- failed or were not reached, and the rest is about the others.
-- Reads auth.tenants, totals.pipeline_counters and the partial indexes of pending events and retries; writes nothing.
create or replace function read.totals() returns jsonb
language plpgsql
as $$
begin
  return read.totals_at_once();
exception when others then
  return read.totals_of_each();
end;
$$;
