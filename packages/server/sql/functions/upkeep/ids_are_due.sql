-- Returns whether upkeep.forget_ids has work for a tenant. False while the tenant is younger than its retention plus
-- 60 days, and for a day after a complete walk.
-- Reads auth.tenants and totals.forgotten, writes nothing.
create or replace function upkeep.ids_are_due(p_tenant_hk bytea, p_now timestamptz) returns boolean
language plpgsql stable
as $$
begin
  return exists (select 1 from auth.tenants as t
      where t.tenant_hk = p_tenant_hk
        and t.created_at < p_now - make_interval(days => t.data_retention_days + 60))
    and not exists (select 1 from totals.forgotten as f
      where f.tenant_hk = p_tenant_hk and f.ids_after is null and f.ids_walked_at > p_now - interval '1 day');
end;
$$;
