-- Returns the tenants that have pending events, or set-aside events that are due for a retry. Finds them in the
-- queue and in partial indexes of such events, whose size does not depend on the number of tenants. If that fails, because a machine of a
-- cluster is away, it asks each tenant, and leaves out those that do not answer: read.totals counts them. Runs with the
-- rights of the schema's owner, because row-level security shows other roles only one tenant.
-- Reads auth.tenants, the queue and the partial indexes of staged pending events and of retries, writes nothing.
create or replace function pipeline.working_tenants() returns table (tenant_hk bytea, customer_id text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_tenants bytea[];
begin
  begin
    select array_agg(w.tenant_hk) into v_tenants
    from (
      select p.tenant_hk from raw.waiting_tenants() as p
      union
      select d.tenant_hk from raw.due_tenants() as d where d.due_at <= v_now
      union
      select d.tenant_hk from staging.due_tenants() as d where d.due_at <= v_now
    ) as w;
  exception when others then
    return query select a.tenant_hk, a.customer_id from auth.ask_each('pipeline.has_work') as a;
    return;
  end;
  return query select t.tenant_hk, t.customer_id from auth.tenants as t where t.tenant_hk = any (v_tenants);
end;
$$;
