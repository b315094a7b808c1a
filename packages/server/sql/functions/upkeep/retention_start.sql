-- Returns the start of a tenant's retention: events that arrived earlier are to be deleted. Null for an unknown
-- tenant.
-- Reads auth.tenants, writes nothing.
create or replace function upkeep.retention_start(p_tenant_hk bytea, p_now timestamptz) returns timestamptz
language plpgsql stable
as $$
begin
  return (
    select p_now - make_interval(days => t.data_retention_days) from auth.tenants as t where t.tenant_hk = p_tenant_hk
  );
end;
$$;
