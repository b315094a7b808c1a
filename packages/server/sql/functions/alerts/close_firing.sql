-- Ends a firing because its rule was changed or deleted. Without a firing it does nothing.
-- Reads and writes alerts. Safe to repeat.
create or replace function alerts.close_firing(p_tenant_hk bytea, p_firing_id uuid, p_by text, p_now timestamptz) returns void
language plpgsql
as $$
begin
  update alerts.firings as f
    set resolved_at = p_now, resolved_by = p_by
    where f.tenant_hk = p_tenant_hk and f.firing_id = p_firing_id and f.resolved_at is null;
  if found then
    perform alerts.add_deliveries(p_tenant_hk, p_firing_id, 'alert.resolved', p_now);
  end if;
end;
$$;
