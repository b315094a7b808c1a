-- Returns the first day that a tenant's retention keeps; null for an unknown tenant.
-- Reads auth.tenants, writes nothing.
create or replace function history.first_kept_day(p_tenant_hk bytea, p_now timestamptz) returns date
language plpgsql stable
as $$
begin
  return (
    select ((p_now - make_interval(days => t.data_retention_days)) at time zone 'UTC')::date
    from auth.tenants as t
    where t.tenant_hk = p_tenant_hk);
end;
$$;
