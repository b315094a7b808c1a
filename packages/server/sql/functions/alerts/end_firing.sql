-- Records that a firing has ended and by what (itself, rule_changed, rule_deleted), and queues its deliveries. The
-- caller has locked the rule.
-- Reads and writes alerts. Safe to repeat: only an open firing ends.
create or replace function alerts.end_firing(
  p_tenant_hk bytea, p_firing_id uuid, p_by text, p_value numeric, p_threshold numeric, p_message text, p_now timestamptz
) returns void
language plpgsql
as $$
declare
  v_message constant text := alerts.describe_value(p_message, p_value, p_threshold);
begin
  update alerts.firings as f
    set resolved_at = p_now, resolved_by = p_by, resolved_message = v_message
    where f.tenant_hk = p_tenant_hk and f.firing_id = p_firing_id and f.resolved_at is null;
  if found then
    perform alerts.add_deliveries(p_tenant_hk, p_firing_id, 'alert.resolved', p_now);
  end if;
end;
$$;
