-- Returns whether a tenant has rules, reports or deliveries that are due.
-- Reads alerts, writes nothing.
create or replace function alerts.has_work(p_tenant_hk bytea) returns boolean
language plpgsql stable
as $$
begin
  return exists (select 1 from alerts.rules as r
      where r.tenant_hk = p_tenant_hk and r.is_enabled and r.due_at <= clock_timestamp())
    or exists (select 1 from alerts.reports as r
      where r.tenant_hk = p_tenant_hk and r.is_enabled and r.due_at <= clock_timestamp())
    or exists (select 1 from alerts.deliveries as d
      where d.tenant_hk = p_tenant_hk and d.next_attempt_at <= clock_timestamp());
end;
$$;
