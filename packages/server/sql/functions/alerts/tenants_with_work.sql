-- Returns the customer ids of tenants with rules, reports or deliveries that are due. If a statement fails, because a machine of
-- a cluster is away, it asks each tenant and leaves out those that do not answer. Runs with the rights of the schema's
-- owner, because row-level security shows other roles only one tenant.
-- Reads alerts.rules and alerts.reports, small tables, the partial index of due deliveries, and auth.tenants; writes nothing.
create or replace function alerts.tenants_with_work() returns setof text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_rules bytea[];
  v_reports bytea[];
  v_deliveries bytea[];
begin
  begin
    select array_agg(distinct r.tenant_hk) into v_rules
      from alerts.rules as r
      where r.is_enabled and r.due_at <= v_now;
    select array_agg(distinct r.tenant_hk) into v_reports
      from alerts.reports as r
      where r.is_enabled and r.due_at <= v_now;
    select array_agg(distinct d.tenant_hk) into v_deliveries
      from alerts.deliveries as d
      where d.next_attempt_at is not null and d.next_attempt_at <= v_now;
  exception when others then
    return query select a.customer_id from auth.ask_each('alerts.has_work') as a;
    return;
  end;
  return query
    select t.customer_id from auth.tenants as t
    where t.tenant_hk = any (v_rules) or t.tenant_hk = any (v_reports) or t.tenant_hk = any (v_deliveries);
end;
$$;
